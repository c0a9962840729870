namespace OAuthMail;

/// <summary>The result of a successful sign-in, whose consent is stored.</summary>
public sealed class SignInResult
{
    /// <summary>Initializes a new instance of the <see cref="SignInResult"/> class, for tests of a program that signs users in.</summary>
    /// <param name="account">The name of the account.</param>
    /// <param name="protocol">A protocol of the registration, or <see langword="null"/> if the account has one for all protocols.</param>
    /// <param name="identity">The user, or <see langword="null"/> if unknown.</param>
    /// <param name="userCheck">How the user was checked.</param>
    /// <param name="scope">The granted scopes, or <see langword="null"/> if unknown.</param>
    /// <param name="accessTokenExpiresAt">When the first access token expires.</param>
    /// <exception cref="ArgumentNullException"><paramref name="account"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An enumeration does not define a value.</exception>
    public SignInResult(
        string account, MailProtocol? protocol, TokenIdentity? identity, UserCheckOutcome userCheck, string? scope,
        DateTimeOffset accessTokenExpiresAt)
    {
        ArgumentNullException.ThrowIfNull(account);
        if (protocol is { } one) EnumArgument.Require(one, nameof(protocol));
        EnumArgument.Require(userCheck);
        Account = account;
        Protocol = protocol;
        Identity = identity;
        UserCheck = userCheck;
        Scope = scope;
        AccessTokenExpiresAt = accessTokenExpiresAt;
    }

    /// <summary>Gets the name of the account.</summary>
    public string Account { get; }

    /// <summary>
    /// Gets a protocol that identifies the registration, if the account has separate ones for incoming and outgoing mail;
    /// <see langword="null"/> if the sign-in is for all protocols.
    /// </summary>
    public MailProtocol? Protocol { get; }

    /// <summary>Gets the user who signed in, or <see langword="null"/> if the server did not return an identity.</summary>
    public TokenIdentity? Identity { get; }

    /// <summary>Gets how the user was checked.</summary>
    public UserCheckOutcome UserCheck { get; }

    /// <summary>Gets the granted scopes, or <see langword="null"/> if the server did not return them.</summary>
    public string? Scope { get; }

    /// <summary>Gets when the first access token expires. It is renewed automatically before that.</summary>
    public DateTimeOffset AccessTokenExpiresAt { get; }
}
