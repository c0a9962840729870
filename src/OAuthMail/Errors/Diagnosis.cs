namespace OAuthMail;

/// <summary>What is known about the cause of a failure: the possible causes, what the evidence excludes, and what to try next.</summary>
public sealed class Diagnosis
{
    internal Diagnosis(IReadOnlyList<DiagnosisCause> causes, IReadOnlyList<string> excluded, IReadOnlyList<string> nextSteps)
    {
        Causes = causes;
        Excluded = excluded;
        NextSteps = nextSteps;
    }

    /// <summary>Gets the causes, the most likely first. There is at least one; its problem is the problem of the failure.</summary>
    public IReadOnlyList<DiagnosisCause> Causes { get; }

    /// <summary>Gets what the evidence excludes, as sentences; empty if it excludes nothing.</summary>
    public IReadOnlyList<string> Excluded { get; }

    /// <summary>Gets what to try next if the first cause is not the right one, as sentences; empty if the server named the cause.</summary>
    public IReadOnlyList<string> NextSteps { get; }

    /// <summary>Returns the causes and the next steps, one in each line.</summary>
    /// <returns>Text without secrets.</returns>
    public override string ToString() => string.Join(Environment.NewLine, Causes.Select(cause => cause.ToString())
        .Concat(Excluded.Select(text => $"Excluded: {text}")).Concat(NextSteps.Select(text => $"Next: {text}")));
}
