namespace OAuthMail;

/// <summary>A sign-in that succeeded and is stored.</summary>
public sealed class SignInResult
{
    internal SignInResult(TokenIdentity? identity, PersonCheckOutcome personCheck, string? scope, DateTimeOffset expiresAt)
    {
        Identity = identity;
        PersonCheck = personCheck;
        Scope = scope;
        AccessTokenExpiresAt = expiresAt;
    }

    /// <summary>Who signed in, where the server said so.</summary>
    public TokenIdentity? Identity { get; }

    /// <summary>How it was found that this is the right person.</summary>
    public PersonCheckOutcome PersonCheck { get; }

    /// <summary>The scopes that were granted, where the server said so.</summary>
    public string? Scope { get; }

    /// <summary>When the first access token ends; it is renewed before that, without a person.</summary>
    public DateTimeOffset AccessTokenExpiresAt { get; }
}
