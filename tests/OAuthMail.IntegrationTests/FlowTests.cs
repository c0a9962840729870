using System.Text;
using OAuthMail.IntegrationTests.Servers;

namespace OAuthMail.IntegrationTests;

/// <summary>Tests every flow with real mail servers: a message is sent over SMTP and fetched over IMAP and POP3.</summary>
[Collection(OnRealServers.Name)]
public sealed class FlowTests(RealServers servers)
{
    public static TheoryData<RealFlow, OAuthMechanism, TlsMode, bool, bool> Ways
    {
        get
        {
            var ways = new TheoryData<RealFlow, OAuthMechanism, TlsMode, bool, bool>();
            foreach (var flow in Enum.GetValues<RealFlow>())
            {
                foreach (var mechanism in new[] { OAuthMechanism.XOAuth2, OAuthMechanism.OAuthBearer })
                {
                    foreach (var tls in new[] { TlsMode.Implicit, TlsMode.StartTls })
                    {
                        foreach (var (initial, opaque) in new[] { (true, false), (false, false), (true, true), (false, true) })
                        {
                            ways.Add(flow, mechanism, tls, initial, opaque);
                        }
                    }
                }
            }

            return ways;
        }
    }

    [RealServersTheory]
    [MemberData(nameof(Ways))]
    public async Task Message_is_sent_and_fetched(
        RealFlow flow, OAuthMechanism mechanism, TlsMode tls, bool initialResponse, bool opaque)
    {
        using var mail = new RealMail(servers);
        var account = MailAccount.Create("account", mail.CreateOptions(flow, "alice", opaque, tls));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await mail.SignInAsync(account, flow, patience.Token);
        var id = $"<{Guid.NewGuid():N}@testbed.example>";
        var message = Encoding.ASCII.GetBytes(
            $"From: <{account.Address}>\r\nTo: <{account.Address}>\r\nSubject: Real\r\nMessage-ID: {id}\r\n\r\n.A dot, and text.\r\n");
        await RunAsync(
            mail, account, MailProtocol.Smtp,
            new ConnectionTestOptions { Mechanism = mechanism, InitialResponse = initialResponse, MessageToSend = message });
        foreach (var protocol in new[] { MailProtocol.Imap, MailProtocol.Pop3 })
        {
            var report = await RunAsync(
                mail, account, protocol,
                new ConnectionTestOptions { Mechanism = mechanism, InitialResponse = initialResponse, FetchMessageId = id });
            Assert.Contains("\r\n.A dot, and text.", Encoding.ASCII.GetString(report.FetchedMessage!), StringComparison.Ordinal);
        }
    }

    private async Task<ConnectionReport> RunAsync(RealMail mail, MailAccount account, MailProtocol protocol, ConnectionTestOptions options)
    {
        var tester = new ConnectionTester(
            new ConnectionTesterOptions { ServerCertificateValidationCallback = servers.CertificateAuthority.ValidationCallback });
        var report = await tester.TestAsync(account, protocol, mail.Tokens.For(account, mail.Http), options);

        // Postfix accepts a message before it delivers it to Dovecot.
        for (var left = 100; left > 0 && report.Problem == Problems.MessageNotFound; left--)
        {
            await Task.Delay(50);
            report = await tester.TestAsync(account, protocol, mail.Tokens.For(account, mail.Http), options);
        }

        Assert.True(report.Succeeded, $"{report}\n{servers.Logs}");
        return report;
    }
}
