using OAuthMail.ConnectionTest;

namespace OAuthMail;

/// <summary>
/// One step of a connection test. It contains no secrets: tokens and login messages are removed, even if a server repeats them.
/// </summary>
public sealed class ConnectionStep
{
    /// <summary>Initializes a new instance of the <see cref="ConnectionStep"/> class, for tests of a program that shows reports.</summary>
    /// <param name="kind">The kind of the step.</param>
    /// <param name="outcome">The outcome.</param>
    /// <param name="duration">The duration.</param>
    /// <param name="detail">The details, without secrets, or an empty string.</param>
    /// <param name="serverWords">The lines of the server's replies, or <see langword="null"/> if there are none.</param>
    /// <param name="exception">The exception, whose problem the step has, or <see langword="null"/> if there is none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="detail"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An enumeration does not define a value.</exception>
    public ConnectionStep(
        ConnectionStepKind kind, ConnectionStepOutcome outcome, TimeSpan duration = default, string detail = "",
        IReadOnlyList<string>? serverWords = null, OAuthMailException? exception = null)
    {
        ArgumentNullException.ThrowIfNull(detail);
        EnumArgument.Require(kind);
        EnumArgument.Require(outcome);
        Kind = kind;
        Attempt = 1;
        Duration = duration;
        Outcome = outcome;
        Detail = detail;
        ServerWords = serverWords ?? [];
        Problem = exception?.Problem;
        Exception = exception;
    }

    internal ConnectionStep(ConnectionStepKind kind, int attempt, TimeSpan duration, StepResult result)
    {
        Kind = kind;
        Attempt = attempt;
        Duration = duration;
        Outcome = result.Outcome;
        Detail = result.Detail;
        ServerWords = result.ServerWords.ToArray();
        Problem = result.Problem;
        Exception = result.Exception;
    }

    /// <summary>Gets the kind of the step.</summary>
    public ConnectionStepKind Kind { get; }

    /// <summary>Gets the attempt: 1, or 2 for the steps that repeat the login with a new token.</summary>
    public int Attempt { get; }

    /// <summary>Gets the outcome.</summary>
    public ConnectionStepOutcome Outcome { get; }

    /// <summary>Gets the duration.</summary>
    public TimeSpan Duration { get; }

    /// <summary>Gets details such as addresses, the certificate or claims. Empty if the step has none.</summary>
    public string Detail { get; }

    /// <summary>Gets the lines of the server's replies. Error challenges are decoded, and control characters are replaced.</summary>
    public IReadOnlyList<string> ServerWords { get; }

    /// <summary>Gets the problem with its remedy, or <see langword="null"/> if there is none.</summary>
    public Problem? Problem { get; }

    /// <summary>Gets the exception for a log, or <see langword="null"/> if there is none.</summary>
    public OAuthMailException? Exception { get; }

    /// <summary>Returns the kind, outcome and details in one line.</summary>
    /// <returns>Text without secrets.</returns>
    public override string ToString() => Detail.Length == 0 ? $"{Kind}: {Outcome}" : $"{Kind}: {Outcome}, {Detail}";
}
