using OAuthMail.ConnectionTest;

namespace OAuthMail;

/// <summary>
/// One step of a connection test. Nothing in it is secret: tokens and login messages are taken out, even where a server echoes them.
/// </summary>
public sealed class ConnectionStep
{
    internal ConnectionStep(ConnectionStepKind kind, int attempt, TimeSpan duration, StepNotes notes)
    {
        Kind = kind;
        Attempt = attempt;
        Duration = duration;
        Outcome = notes.Outcome;
        Detail = notes.Detail;
        ServerWords = notes.Words.ToArray();
        Problem = notes.Problem;
        Exception = notes.Exception;
    }

    /// <summary>What the step does.</summary>
    public ConnectionStepKind Kind { get; }

    /// <summary>1; 2 for the steps that repeat the login with a new token after the first was refused.</summary>
    public int Attempt { get; }

    /// <summary>How it ended.</summary>
    public ConnectionStepOutcome Outcome { get; }

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; }

    /// <summary>What was found: addresses, the certificate, capabilities, claims. Empty where there is nothing to say.</summary>
    public string Detail { get; }

    /// <summary>What the server said, line by line, error challenges decoded, control characters made visible.</summary>
    public IReadOnlyList<string> ServerWords { get; }

    /// <summary>What is wrong and who must do what; null where nothing is.</summary>
    public Problem? Problem { get; }

    /// <summary>The failure as an exception, for a log; null where the step did not fail.</summary>
    public OAuthMailException? Exception { get; }

    /// <summary>The kind, the outcome and the detail in one line.</summary>
    /// <returns>Text that is safe to show.</returns>
    public override string ToString() => Detail.Length == 0 ? $"{Kind}: {Outcome}" : $"{Kind}: {Outcome}, {Detail}";
}
