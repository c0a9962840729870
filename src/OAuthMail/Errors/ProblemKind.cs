namespace OAuthMail;

/// <summary>Specifies what a program can do about a <see cref="Problem"/>.</summary>
public enum ProblemKind
{
    /// <summary>A user must sign in. Until then, every attempt fails.</summary>
    SignInRequired,

    /// <summary>A setting or policy of the server does not allow the operation. Only an administrator can change it.</summary>
    Policy,

    /// <summary>The registration, an option or the request is wrong. A retry does not help.</summary>
    Configuration,

    /// <summary>The problem is temporary. Try again later.</summary>
    Transient,

    /// <summary>The mail server rejected the token. It may accept a new one.</summary>
    TokenRefused,

    /// <summary>Tokens cannot be read from or written to the token store.</summary>
    Storage,

    /// <summary>A secret would have been exposed. It was not sent.</summary>
    Security,

    /// <summary>A server violated its protocol.</summary>
    Protocol,
}
