namespace OAuthMail;

/// <summary>The result of a successful sign-in, whose consent is stored.</summary>
public sealed class SignInResult
{
    internal SignInResult(
        string account, MailProtocol? protocol, TokenIdentity? identity, UserCheckOutcome personCheck, string? scope,
        DateTimeOffset expiresAt)
    {
        Account = account;
        Protocol = protocol;
        Identity = identity;
        UserCheck = personCheck;
        Scope = scope;
        AccessTokenExpiresAt = expiresAt;
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
