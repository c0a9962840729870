using System.Text;
using static System.FormattableString;

namespace OAuthMail.ConnectionTest;

/// <summary>Formats a report as text.</summary>
internal static class ReportText
{
    public static string Write(ConnectionReport report)
    {
        var text = new StringBuilder();
        var tls = report.Endpoint.Tls == TlsMode.Implicit ? "TLS" : "STARTTLS";
        text.Append(
            Invariant($"{NameOf(report.Protocol)} for '{report.Account.Name}' ({report.Account.Address}) at {report.Endpoint}, {tls}: "));
        text.AppendLine(Invariant($"{(report.Succeeded ? "succeeded" : "failed")} ({Milliseconds(report.Duration)})"));

        var attempt = 1;
        foreach (var step in report.Steps)
        {
            if (step.Attempt != attempt) text.AppendLine("  second attempt with a new token:");
            attempt = step.Attempt;
            Write(text, step);
        }

        if (report.Problem is not { } problem) return text.ToString();
        text.AppendLine();
        text.AppendLine(Invariant($"  Problem  {problem.Code}: {problem.Meaning}"));
        text.AppendLine(Invariant($"  Remedy   {problem.Responsible}: {report.Diagnosis?.Causes[0].Remedy ?? problem.Remedy}"));
        if (report.Diagnosis is not { } diagnosis) return text.ToString();
        foreach (var cause in diagnosis.Causes.Skip(1))
        {
            text.AppendLine(Invariant($"  Or       {cause.Problem.Code} ({cause.Problem.Responsible}): {cause.Remedy}"));
        }

        foreach (var excluded in diagnosis.Excluded) text.AppendLine(Invariant($"  Not      {excluded}"));
        foreach (var step in diagnosis.NextSteps) text.AppendLine(Invariant($"  Next     {step}"));
        return text.ToString();
    }

    public static string NameOf(MailProtocol protocol) => protocol.ToString().ToUpperInvariant();

    private static void Write(StringBuilder text, ConnectionStep step)
    {
        var outcome = step.Outcome switch
        {
            ConnectionStepOutcome.Passed => "ok",
            ConnectionStepOutcome.Warning => "warning",
            ConnectionStepOutcome.Failed => "FAILED",
            _ => "skipped",
        };
        text.AppendLine(Row(outcome, TitleOf(step.Kind), Milliseconds(step.Duration), step.Detail));
        foreach (var words in step.ServerWords) text.AppendLine(Row("", "", "", "S: " + words));
        if (step.Outcome == ConnectionStepOutcome.Warning && step.Problem is { } problem)
        {
            text.AppendLine(Row("", "", "", $"-> {problem.Remedy} ({problem.Code})"));
        }
    }

    private static string TitleOf(ConnectionStepKind kind) => kind switch
    {
        ConnectionStepKind.NameResolution => "name resolution",
        ConnectionStepKind.StartTls => "STARTTLS",
        ConnectionStepKind.Tls => "TLS",
        ConnectionStepKind.OpenMailbox => "mailbox",
        ConnectionStepKind.HandOver => "hand over",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private static string Row(string outcome, string title, string time, string text) =>
        $"  {outcome,-8} {title,-16} {time,9}  {text}".TrimEnd();

    private static string Milliseconds(TimeSpan duration) => Invariant($"{duration.TotalMilliseconds:0} ms");
}
