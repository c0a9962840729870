namespace OAuthMail;

/// <summary>
/// No token can be had until a person signs in. Asking for a token never opens a browser; catch this and begin a sign-in,
/// or show the person where to do so.
/// </summary>
public sealed class SignInRequiredException : OAuthMailException
{
    /// <summary>Reports that somebody must sign in.</summary>
    /// <param name="account">Whose sign-in is missing: the account's name or address.</param>
    /// <param name="problem">Why; its kind is <see cref="ProblemKind.SignInRequired"/>.</param>
    /// <param name="detail">What happened this time.</param>
    /// <param name="innerException">The answer that said so, if there was one.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="account"/>, <paramref name="problem"/> or <paramref name="detail"/> is null.
    /// </exception>
    public SignInRequiredException(string account, Problem problem, string detail, Exception? innerException = null)
        : base(problem, detail, innerException)
    {
        ArgumentNullException.ThrowIfNull(account);
        Account = account;
    }

    /// <summary>Whose sign-in is missing: the account's name or address.</summary>
    public string Account { get; }

    /// <summary>
    /// A claims challenge that the sign-in must repeat unchanged, where the authorization server sent one; null otherwise.
    /// </summary>
    public string? Claims => Answer?.Claims;

    /// <summary>The authorization server's id of the exchange that said so, for a support ticket; null where there was none.</summary>
    public string? CorrelationId => Answer?.CorrelationId;

    /// <summary>The numeric codes of Microsoft Entra (AADSTS) that said so, the first one the most telling; empty elsewhere.</summary>
    public IReadOnlyList<int> ErrorCodes => Answer?.ErrorCodes ?? [];

    private TokenRequestException? Answer => InnerException as TokenRequestException;
}
