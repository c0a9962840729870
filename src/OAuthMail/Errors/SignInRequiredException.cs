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
    public string Account { get; }

    /// <summary>
    /// Gets the claims challenge that the sign-in must send unchanged, or <see langword="null"/> if the authorization server sent none.
    /// </summary>
    public string? Claims => Answer?.Claims;

    /// <summary>Gets the authorization server's correlation id for a support ticket, or <see langword="null"/> if it sent none.</summary>
    public string? CorrelationId => Answer?.CorrelationId;

    /// <summary>Gets the error codes of Microsoft Entra (AADSTS), the most specific first; empty for other authorization servers.</summary>
    public IReadOnlyList<int> ErrorCodes => Answer?.ErrorCodes ?? [];

    private TokenRequestException? Answer => InnerException as TokenRequestException;
}
