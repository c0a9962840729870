namespace OAuthMail.Diagnosis;

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
    /// <exception cref="ArgumentNullException"><paramref name="account"/>, <paramref name="problem"/> or <paramref name="detail"/> is null.</exception>
    public SignInRequiredException(string account, Problem problem, string detail, Exception? innerException = null)
        : base(problem, detail, innerException)
    {
        ArgumentNullException.ThrowIfNull(account);
        Account = account;
    }

    /// <summary>Whose sign-in is missing: the account's name or address.</summary>
    public string Account { get; }
}
