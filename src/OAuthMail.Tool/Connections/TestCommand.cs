using System.CommandLine;
using OAuthMail.Tool.Accounts;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Connections;

/// <summary>Implements <c>oauthmail test</c>, which tests each step from the host name to the opened mailbox.</summary>
internal static class TestCommand
{
    public static Command Create()
    {
        var recipient = new Option<string?>("--send-to")
        {
            Description = "Also send a test message to this address through SMTP.",
            HelpName = "ADDRESS",
        };
        var cached = new Option<bool>("--cached-token")
        {
            Description = "Use the cached token. By default a new one is acquired, so that a changed secret is noticed.",
        };
        var command = new Command("test", "Tests an account, from the host name to the opened mailbox, on all of its protocols.")
        {
            GlobalOptions.Account, GlobalOptions.Protocol, recipient, cached,
        };
        command.Run(async (result, services, cancellationToken) =>
        {
            var account = services.Find(result.GetRequiredValue(GlobalOptions.Account));
            var to = TestMessage.CheckRecipient(result.GetValue(recipient));
            var protocols = result.GetValue(GlobalOptions.Protocol) is { } only ? [only] : account.Protocols.ToArray();
            if (to is not null && !protocols.Contains(MailProtocol.Smtp))
            {
                throw new UsageException("--send-to needs SMTP, which is not tested for this account.");
            }

            var reports = new List<ConnectionReport>();
            foreach (var protocol in protocols)
            {
                var options = TestMessage.CreateOptions(account, protocol, to);
                options.AcquireNewToken = !result.GetValue(cached);
                var test = services.Get<IConnectionTester>().TestAsync(account.Name, protocol, options, cancellationToken);
                var report = await Progress.ShowAsync($"Testing {protocol.ToString().ToUpperInvariant()}", test).ConfigureAwait(false);
                reports.Add(report);
            }

            // What the other protocols did takes part in the causes.
            reports = [.. ConnectionReport.Compare(reports)];
            if (result.GetValue(GlobalOptions.Json)) Output.WriteJson(json => ReportJson.Write(json, reports));
            else reports.ForEach(report => Terminal.Write(Terminal.Printable(report.ToText())));
            return Conclude(account, reports);
        });
        return command;
    }

    private static int Conclude(MailAccount account, List<ConnectionReport> reports)
    {
        if (reports.Find(report => !report.Succeeded) is not { Problem: { } problem } failed) return ExitCodes.Success;
        if (failed.Steps.LastOrDefault(step => step.Exception is not null)?.Exception is { } failure)
        {
            FailureLog.Add(account.Name, "test", failure);
        }

        return ExitCodes.Of(problem.Kind);
    }
}
