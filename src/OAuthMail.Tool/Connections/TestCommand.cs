using System.CommandLine;
using System.Globalization;
using MimeKit;
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
            var to = ParseRecipient(result.GetValue(recipient));
            var protocols = result.GetValue(GlobalOptions.Protocol) is { } only ? [only] : account.Protocols.ToArray();
            if (to is not null && !protocols.Contains(MailProtocol.Smtp))
            {
                throw new UsageException("--send-to needs SMTP, which is not tested for this account.");
            }

            var reports = new List<ConnectionReport>();
            foreach (var protocol in protocols)
            {
                var options = new ConnectionTestOptions { AcquireNewToken = !result.GetValue(cached) };
                if (protocol == MailProtocol.Smtp && to is not null)
                {
                    (options.Recipient, options.MessageToSend) = (to.Address, CreateMessage(account, to));
                }

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

    private static MailboxAddress? ParseRecipient(string? text)
    {
        if (text is null) return null;
        return MailboxAddress.TryParse(text, out var address)
            ? address
            : throw new UsageException($"--send-to is '{text}', which is not a mail address.");
    }

    private static byte[] CreateMessage(MailAccount account, MailboxAddress to)
    {
        using var message = new MimeMessage();
        message.From.Add(new MailboxAddress(null, account.Address));
        message.To.Add(to);
        message.Subject = $"Test of the account {account.Name}";
        message.Body = new TextPart("plain")
        {
            Text = string.Create(
                CultureInfo.InvariantCulture,
                $"This message was sent by 'oauthmail test' on {Environment.MachineName} at {DateTimeOffset.UtcNow:u}.\n"),
        };
        using var stream = new MemoryStream();
        message.WriteTo(stream);
        return stream.ToArray();
    }
}
