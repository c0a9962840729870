namespace OAuthMail.AspNetCore;

/// <summary>
/// Creates, lists and revokes connect links, with which the owner of a mailbox connects it without an account in the application. All
/// processes that share the token store share the links. <c>AddConnectLinks</c> registers it. Implementations are thread-safe.
/// </summary>
public interface IMailConnectLinks
{
    /// <summary>Creates a link. It can be used once.</summary>
    /// <param name="account">The name of the account.</param>
    /// <param name="protocol">
    /// A protocol of the registration, for an account with separate registrations for incoming and outgoing mail; or <see langword="null"/>
    /// for all registrations, one after the other.
    /// </param>
    /// <param name="lifetime">
    /// How long the link can be used, between one minute and 30 days; or <see langword="null"/> for three days.
    /// </param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The link. Only this object contains its address: the store keeps a hash.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="account"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lifetime"/> is out of range.</exception>
    /// <exception cref="MailConfigurationException">There is no such account, or no user signs in for it.</exception>
    /// <exception cref="TokenStoreException">The store cannot be written.</exception>
    Task<MailConnectLink> CreateAsync(
        string account, MailProtocol? protocol = null, TimeSpan? lifetime = null, CancellationToken cancellationToken = default);

    /// <summary>Lists the links that have neither expired nor been revoked.</summary>
    /// <param name="account">The name of the account, or <see langword="null"/> for all accounts.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The links without their addresses, the newest first.</returns>
    /// <exception cref="TokenStoreException">The store cannot be read.</exception>
    Task<IReadOnlyList<MailConnectLink>> ListAsync(string? account = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Revokes a link that was not used. A sign-in that has begun with it cannot be completed any more.
    /// </summary>
    /// <param name="id">The <see cref="MailConnectLink.Id"/>.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>
    /// <see langword="true"/> if the link was revoked; <see langword="false"/> if there is no such link, or a mailbox was connected with it
    /// before.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="id"/> is <see langword="null"/>.</exception>
    /// <exception cref="TokenStoreException">The store cannot be written.</exception>
    Task<bool> RevokeAsync(string id, CancellationToken cancellationToken = default);
}
