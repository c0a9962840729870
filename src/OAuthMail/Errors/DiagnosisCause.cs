namespace OAuthMail;

/// <summary>One possible cause of a failure.</summary>
public sealed class DiagnosisCause
{
    internal DiagnosisCause(Problem problem, string remedy, bool newTokenMayHelp)
    {
        Problem = problem;
        Remedy = remedy;
        NewTokenMayHelp = newTokenMayHelp;
    }

    /// <summary>Gets the problem: its meaning and who must act.</summary>
    public Problem Problem { get; }

    /// <summary>
    /// Gets what to do, with the account's own values. An unknown value is a name in angle brackets, and the text says where to find it.
    /// </summary>
    public string Remedy { get; }

    /// <summary>Gets a value that indicates whether the server may accept another token.</summary>
    public bool NewTokenMayHelp { get; }

    /// <summary>Gets a value that indicates whether the same attempt may succeed later without a change.</summary>
    public bool RetryMayHelp => Problem.Kind == ProblemKind.Transient;

    /// <summary>Returns the code and the remedy.</summary>
    /// <returns>Text without secrets.</returns>
    public override string ToString() => $"{Problem.Code}: {Remedy}";
}
