using System.Globalization;
using System.Text;

namespace OAuthMail.Tool.Demo;

/// <summary>Sends a message over SMTP and fetches it over IMAP and POP3. Each operation logs in separately.</summary>
internal sealed class DemoMail(DemoWorld world, MailAccount account, IAccessTokenProvider tokens, OAuthMechanism mechanism)
{
    private readonly ConnectionTester _tester = new(new ConnectionTesterOptions
    {
        ServerCertificateValidationCallback = world.Host.CertificateAuthority.ValidationCallback,
    });

    private readonly string _messageId = $"<{Guid.NewGuid():N}@demo.example>";

    public async Task<string> SendAsync(CancellationToken cancellationToken)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"From: <{account.Address}>\r\nTo: <{account.Address}>\r\nSubject: Sent with {OAuthName}\r\nMessage-ID: {_messageId}\r\n"
            + $"Date: {DateTimeOffset.UtcNow:ddd, dd MMM yyyy HH:mm:ss} +0000\r\nMIME-Version: 1.0\r\n"
            + $"Content-Type: text/plain; charset=utf-8\r\n\r\n"
            + $"Hello.\r\n.A line that starts with a dot.\r\n");
        var report = await TestAsync(
            MailProtocol.Smtp, new ConnectionTestOptions { MessageToSend = Encoding.UTF8.GetBytes(text) },
            cancellationToken).ConfigureAwait(false);
        return $"{report.Endpoint}, {LastReplyOf(report, ConnectionStepKind.HandOver)}";
    }

    public async Task<string> ReadAsync(MailProtocol protocol, CancellationToken cancellationToken)
    {
        var report = await TestAsync(
            protocol, new ConnectionTestOptions { FetchMessageId = _messageId }, cancellationToken).ConfigureAwait(false);
        var message = Encoding.UTF8.GetString(report.FetchedMessage ?? []);
        if (!message.Contains(_messageId, StringComparison.Ordinal) || !message.Contains("\r\n.A line", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("The fetched message differs from the sent message.");
        }

        return $"{report.Endpoint}, same message, {message.Length} bytes";
    }

    private string OAuthName => mechanism == OAuthMechanism.XOAuth2 ? "XOAUTH2" : "OAUTHBEARER";

    private static string LastReplyOf(ConnectionReport report, ConnectionStepKind kind) =>
        report.Steps.FirstOrDefault(step => step.Kind == kind) is { ServerWords: [.., var last] } ? last : "";

    private async Task<ConnectionReport> TestAsync(
        MailProtocol protocol, ConnectionTestOptions options, CancellationToken cancellationToken)
    {
        options.Mechanism = mechanism;
        var report = await _tester.TestAsync(account, protocol, tokens, options, cancellationToken).ConfigureAwait(false);
        return report.Succeeded ? report : throw new InvalidOperationException(report.ToString());
    }
}
