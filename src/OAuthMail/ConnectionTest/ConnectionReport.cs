using OAuthMail.ConnectionTest;

namespace OAuthMail;

/// <summary>The result of a connection test, step by step. It contains no secrets.</summary>
public sealed class ConnectionReport
{
    /// <summary>
    /// Initializes a new instance of the <see cref="ConnectionReport"/> class, for tests of a program that shows reports.
    /// </summary>
    /// <param name="account">The tested account.</param>
    /// <param name="protocol">The tested protocol.</param>
    /// <param name="endpoint">The tested server.</param>
    /// <param name="steps">The steps in the order of their execution.</param>
    /// <param name="fetchedMessage">The fetched message, or <see langword="null"/> if there is none.</param>
    /// <param name="problem">The problem, or <see langword="null"/> if the test succeeded.</param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="account"/>, <paramref name="endpoint"/> or <paramref name="steps"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">An enumeration does not define a value.</exception>
    public ConnectionReport(
        MailAccount account,
        MailProtocol protocol,
        MailEndpoint endpoint,
        IReadOnlyList<ConnectionStep> steps,
        byte[]? fetchedMessage = null,
        Problem? problem = null)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(steps);
        EnumArgument.Require(protocol);
        Account = account;
        Protocol = protocol;
        Endpoint = endpoint;
        Steps = steps;
        FetchedMessage = fetchedMessage;
        Problem = problem;
    }

    /// <summary>Gets the tested account.</summary>
    public MailAccount Account { get; }

    /// <summary>Gets the tested protocol.</summary>
    public MailProtocol Protocol { get; }

    /// <summary>Gets the tested server.</summary>
    public MailEndpoint Endpoint { get; }

    /// <summary>Gets a value that indicates whether no step failed. Steps can still contain warnings.</summary>
    public bool Succeeded => Steps.All(step => step.Outcome != ConnectionStepOutcome.Failed);

    /// <summary>Gets the steps in the order of their execution. If the test failed, the last step is the failed one.</summary>
    public IReadOnlyList<ConnectionStep> Steps { get; }

    /// <summary>
    /// Gets the unchanged message that <see cref="ConnectionTestOptions.FetchMessageId"/> specifies, or <see langword="null"/> if no
    /// message was fetched.
    /// </summary>
    public byte[]? FetchedMessage { get; }

    /// <summary>
    /// Gets the problem of the failed step, or <see langword="null"/> if the test succeeded. If the server rejected a token that could not
    /// be renewed, this is the problem of the rejection, unless a user must sign in. If the server rejected the token without a reason,
    /// and the token differs from what the server requires, this is that difference, such as <see cref="Problems.TokenOfAnotherUser"/>.
    /// </summary>
    public Problem? Problem { get; }

    /// <summary>
    /// Gets the possible causes of the failure, or <see langword="null"/> if the test succeeded. The first cause has the problem of the
    /// report.
    /// </summary>
    public Diagnosis? Diagnosis { get; internal init; }

    /// <summary>Gets the total duration of all steps.</summary>
    public TimeSpan Duration => Steps.Aggregate(TimeSpan.Zero, (sum, step) => sum + step.Duration);

    /// <summary>
    /// Returns the reports of an account's protocols, with the causes of a rejected login ranked by what the other protocols did. If
    /// IMAP accepts a login and SMTP rejects it, a setting of SMTP is the most likely cause; if all reject it, the token or its user is.
    /// </summary>
    /// <param name="reports">The reports, in any order. Those of different accounts are not compared.</param>
    /// <returns>The reports in the same order. A report to which the others add nothing is returned unchanged.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="reports"/> is <see langword="null"/>.</exception>
    public static IReadOnlyList<ConnectionReport> Compare(IReadOnlyList<ConnectionReport> reports)
    {
        ArgumentNullException.ThrowIfNull(reports);
        return reports.Select(report => ReportComparison.Apply(report, reports)).ToArray();
    }

    /// <summary>Returns the report as aligned text: the steps, the server's replies, the problem and its remedy.</summary>
    /// <returns>Text without secrets.</returns>
    public string ToText() => ReportText.Write(this);

    /// <summary>Returns the same text as <see cref="ToText"/>.</summary>
    /// <returns>Text without secrets.</returns>
    public override string ToString() => ToText();
}
