namespace OAuthMail;

/// <summary>What a program can do about a <see cref="Problem"/>.</summary>
public enum ProblemKind
{
    /// <summary>A person must sign in; until then every attempt fails the same way.</summary>
    SignInRequired,

    /// <summary>A setting or policy on the server's side forbids it; only an administrator changes that.</summary>
    Policy,

    /// <summary>The registration, an option or the request is wrong; trying again never helps.</summary>
    Configuration,

    /// <summary>It passes: try again later.</summary>
    Transient,

    /// <summary>The mail server refused the token, and a new one may be accepted.</summary>
    TokenRefused,

    /// <summary>Tokens cannot be read from or written to where they are kept.</summary>
    Storage,

    /// <summary>Something would have gone to a place where it does not belong, so nothing was sent.</summary>
    Security,

    /// <summary>A server did not keep to its protocol.</summary>
    Protocol,
}
