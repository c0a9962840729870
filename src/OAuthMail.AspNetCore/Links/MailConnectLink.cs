namespace OAuthMail.AspNetCore;

/// <summary>A link with which the owner of a mailbox connects it.</summary>
public sealed class MailConnectLink
{
    /// <summary>Initializes a new instance of the <see cref="MailConnectLink"/> class.</summary>
    /// <param name="id">The id.</param>
    /// <param name="account">The name of the account.</param>
    /// <param name="createdAt">When the link was created.</param>
    /// <param name="expiresAt">When the link expires.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="id"/> or <paramref name="account"/> is <see langword="null"/>.
    /// </exception>
    public MailConnectLink(string id, string account, DateTimeOffset createdAt, DateTimeOffset expiresAt)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(account);
        Id = id;
        Account = account;
        CreatedAt = createdAt;
        ExpiresAt = expiresAt;
    }

    /// <summary>Gets the id, for <see cref="IMailConnectLinks.RevokeAsync"/>. The link cannot be used with it.</summary>
    public string Id { get; }

    /// <summary>Gets the name of the account.</summary>
    public string Account { get; }

    /// <summary>Gets or sets a protocol of the registration.</summary>
    /// <value>The default is <see langword="null"/>: all registrations of the account.</value>
    public MailProtocol? Protocol { get; set; }

    /// <summary>Gets when the link was created, in UTC.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>Gets when the link expires, in UTC.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>Gets or sets whether the link was used.</summary>
    /// <value>The default is <see cref="MailConnectLinkStatus.Unused"/>.</value>
    public MailConnectLinkStatus Status { get; set; }

    /// <summary>
    /// Gets or sets the address, which is known only when the link is created. Do not log it: anyone who has it can use the link.
    /// </summary>
    /// <value>The default is <see langword="null"/>: unknown.</value>
    public Uri? Url { get; set; }

    /// <summary>Returns the account, the status and the expiration in one line.</summary>
    /// <returns>Text that is safe to log. It does not contain the address.</returns>
    public override string ToString() => $"{Account}: {Status}, expires at {ExpiresAt.UtcDateTime:u}";
}
