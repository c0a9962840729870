namespace OAuthMail;

/// <summary>
/// The exception that is thrown if no token can be acquired until a user signs in. Acquiring a token never opens a browser: catch this
/// exception and begin a sign-in, or show the user where to begin one.
/// </summary>
public sealed class SignInRequiredException : OAuthMailException
{
    /// <summary>Initializes a new instance of the <see cref="SignInRequiredException"/> class.</summary>
    /// <param name="account">The name or address of the account that requires the sign-in.</param>
    /// <param name="problem">The problem, of the kind <see cref="ProblemKind.SignInRequired"/>.</param>
    /// <param name="detail">What happened.</param>
    /// <param name="innerException">The failed token request, or <see langword="null"/> if none was sent.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="account"/>, <paramref name="problem"/> or <paramref name="detail"/> is <see langword="null"/>.
    /// </exception>
    public SignInRequiredException(string account, Problem problem, string detail, Exception? innerException = null)
        : base(problem, detail, innerException)
    {
        ArgumentNullException.ThrowIfNull(account);
        Account = account;
    }

    /// <summary>Gets the name or address of the account that requires the sign-in.</summary>
    public string Account { get; private set; }

    /// <summary>
    /// Gets the protocol for which the sign-in is required, or <see langword="null"/> if the sign-in is for all protocols of the account.
    /// Set <see cref="SignInOptions.Protocol"/> to it: an account with separate registrations for incoming and outgoing mail requires a
    /// sign-in for each of them.
    /// </summary>
    public MailProtocol? Protocol { get; private set; }

    /// <summary>
    /// Gets the claims challenge that the sign-in must send unchanged, or <see langword="null"/> if the authorization server sent none.
    /// </summary>
    public string? Claims => Answer?.Claims;

    /// <summary>Gets the authorization server's correlation id for a support ticket, or <see langword="null"/> if it sent none.</summary>
    public string? CorrelationId => Answer?.CorrelationId;

    /// <summary>Gets the error codes of Microsoft Entra (AADSTS), the most specific first; empty for other authorization servers.</summary>
    public IReadOnlyList<int> ErrorCodes => Answer?.ErrorCodes ?? [];

    /// <summary>
    /// Returns a copy for an account and a protocol. A remembered exception is thrown to many callers, so it must not change.
    /// </summary>
    internal SignInRequiredException For(string account, MailProtocol? protocol)
    {
        var copy = (SignInRequiredException)MemberwiseClone();
        copy.Account = account;
        copy.Protocol = protocol;
        return copy;
    }

    private TokenRequestException? Answer => InnerException as TokenRequestException;
}
