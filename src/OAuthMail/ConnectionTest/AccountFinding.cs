namespace OAuthMail;

/// <summary>Something that an inspection found in an account's configuration, without a connection to any server.</summary>
public sealed class AccountFinding
{
    /// <summary>Initializes a new instance of the <see cref="AccountFinding"/> class, for example in a test.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="detail">What was found, without secrets.</param>
    /// <param name="remedy">What to do.</param>
    /// <param name="isError">Whether the account cannot work.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public AccountFinding(Problem problem, string detail, string remedy, bool isError)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(detail);
        ArgumentNullException.ThrowIfNull(remedy);
        Problem = problem;
        Detail = detail;
        Remedy = remedy;
        IsError = isError;
    }

    /// <summary>Gets the problem: its meaning and who must act.</summary>
    public Problem Problem { get; }

    /// <summary>Gets what was found, with the values of the account and without secrets.</summary>
    public string Detail { get; }

    /// <summary>Gets what to do, with the account's own values.</summary>
    public string Remedy { get; }

    /// <summary>Gets a value that indicates whether the account cannot work. Otherwise, it probably will not, or not for long.</summary>
    public bool IsError { get; }

    /// <summary>Returns the severity, what was found, the remedy and the code.</summary>
    /// <returns>Text without secrets.</returns>
    public override string ToString() => $"{(IsError ? "error" : "warning")}: {Detail} {Remedy} ({Problem.Code})";
}
