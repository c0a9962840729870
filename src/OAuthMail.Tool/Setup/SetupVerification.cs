using OAuthMail.Tool.Accounts;
using OAuthMail.Tool.CommandLine;
using OAuthMail.Tool.Configuration;
using OAuthMail.Tool.Connections;

namespace OAuthMail.Tool.Setup;

/// <summary>
/// Verifies an account: its options, the token with its claims, and a login on each protocol. It says what is still missing, each thing
/// once.
/// </summary>
internal sealed class SetupVerification(AccountServices services, MailAccount account)
{
    private readonly List<SetupFinding> _findings = [];

    /// <summary>Gets what is missing, the first thing to do first.</summary>
    public IReadOnlyList<SetupFinding> Findings => _findings;

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string? recipient, CancellationToken cancellationToken)
    {
        var tester = services.Get<IConnectionTester>();
        var inspection = await tester.InspectAsync(account.Name, cancellationToken).ConfigureAwait(false);
        foreach (var finding in inspection.Findings) Add("options", finding.Problem, finding.Detail, finding.Remedy, finding.IsError);
        if (!inspection.Succeeded) return ExitCodes.Configuration;

        var reports = new List<ConnectionReport>();
        foreach (var protocol in account.Protocols)
        {
            var options = TestMessage.CreateOptions(account, protocol, recipient);
            var test = tester.TestAsync(account.Name, protocol, options, cancellationToken);
            var report = await Progress.ShowAsync($"Testing {protocol.ToString().ToUpperInvariant()}", test).ConfigureAwait(false);
            reports.Add(report);

            // Without a token, the other protocols fail for the same reason.
            if (report.Steps.Any(step => step is { Kind: ConnectionStepKind.Token, Outcome: ConnectionStepOutcome.Failed })) break;
        }

        // What the other protocols did takes part in the causes.
        foreach (var report in ConnectionReport.Compare(reports).Where(report => !report.Succeeded)) Add(report);
        return reports.Find(report => !report.Succeeded)?.Problem is { } problem ? ExitCodes.Of(problem.Kind) : ExitCodes.Success;
    }

    private void Add(ConnectionReport report)
    {
        var problem = report.Problem!;
        var failed = report.Steps.Last(step => step.Outcome == ConnectionStepOutcome.Failed);
        var remedy = report.Diagnosis is { Causes: [var cause, ..] } ? cause.Remedy : problem.Remedy;
        Add(report.Protocol.ToString(), problem, failed.Detail, remedy, isError: true);
        if (failed.Exception is { } failure) FailureLog.Add(account.Name, "setup", failure);
    }

    private void Add(string where, Problem problem, string detail, string remedy, bool isError)
    {
        var known = _findings.FindIndex(finding => finding.Problem == problem.Code && finding.WhatToDo == remedy);
        if (known < 0) _findings.Add(new SetupFinding(where, isError, detail, remedy, problem.Code, problem.Responsible.ToString()));
        else _findings[known] = _findings[known] with { Where = $"{_findings[known].Where}, {where}" };
    }
}
