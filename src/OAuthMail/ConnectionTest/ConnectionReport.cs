using OAuthMail.ConnectionTest;

namespace OAuthMail;

/// <summary>What a connection test found, step by step. It holds no secret.</summary>
public sealed class ConnectionReport
{
    internal ConnectionReport(
        MailAccount account, MailProtocol protocol, MailEndpoint endpoint, IReadOnlyList<ConnectionStep> steps, byte[]? fetchedMessage, Problem? problem)
    {
        Account = account;
        Protocol = protocol;
        Endpoint = endpoint;
        Steps = steps;
        FetchedMessage = fetchedMessage;
        Problem = problem;
    }

    /// <summary>The account that was tested.</summary>
    public MailAccount Account { get; }

    /// <summary>The protocol that was tested.</summary>
    public MailProtocol Protocol { get; }

    /// <summary>The server that was tested.</summary>
    public MailEndpoint Endpoint { get; }

    /// <summary>Whether no step failed. Steps may have warnings all the same.</summary>
    public bool Succeeded => Steps.All(step => step.Outcome != ConnectionStepOutcome.Failed);

    /// <summary>The steps, in the order in which they were done; the last one is where a failed test ended.</summary>
    public IReadOnlyList<ConnectionStep> Steps { get; }

    /// <summary>
    /// The message that <see cref="ConnectionTestOptions.FetchMessageId"/> asked for, as the server has it; null otherwise.
    /// </summary>
    public byte[]? FetchedMessage { get; }

    /// <summary>
    /// What stands in the way: the failed step's problem or, where the server refused a token and no other is to be had for that
    /// reason, the problem of that refusal. Null if the test succeeded.
    /// </summary>
    public Problem? Problem { get; }

    /// <summary>How long all steps took together.</summary>
    public TimeSpan Duration => Steps.Aggregate(TimeSpan.Zero, (sum, step) => sum + step.Duration);

    /// <summary>Says all of it in aligned lines for a person: the steps, the server's words, and who must do what.</summary>
    /// <returns>Text that is safe to show.</returns>
    public string ToText() => ReportText.Write(this);

    /// <summary>The same as <see cref="ToText"/>.</summary>
    /// <returns>Text that is safe to show.</returns>
    public override string ToString() => ToText();
}
