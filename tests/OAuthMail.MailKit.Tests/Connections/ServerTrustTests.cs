using OAuthMail.MailKit.Connections;
using OAuthMail.MailKit.Tests.Authentication;
using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Connections;

/// <summary>Servers that must not receive a token, and servers that can't be reached.</summary>
public sealed class ServerTrustTests : ScriptedTest
{
    [Theory]
    [InlineData("expired", "certificate-expired")]
    [InlineData("name", "certificate-name-mismatch")]
    [InlineData("untrusted", "certificate-untrusted")]
    public async Task Server_with_an_invalid_certificate_receives_no_token(string fault, string expected)
    {
        foreach (var protocol in new[] { MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3 })
        {
            using var certificate = fault switch
            {
                "expired" =>
                    Authority.IssueServerCertificate(["127.0.0.1"], DateTimeOffset.UtcNow.AddDays(-2), DateTimeOffset.UtcNow.AddDays(-1)),
                "name" => Authority.IssueServerCertificate(["mail.example.net"]),
                _ => Authority.IssueServerCertificate(["127.0.0.1"]),
            };
            await using var host = await MailTestHost.StartAsync(options =>
            {
                options.Smtp.Certificate = certificate;
                options.Imap.Certificate = certificate;
                options.Pop3.Certificate = certificate;
            });
            var endpoint = protocol switch
            {
                MailProtocol.Smtp => host.Smtp.ImplicitTls,
                MailProtocol.Imap => host.Imap.StartTls,
                _ => host.Pop3.ImplicitTls,
            };
            using var client = NewClient(protocol);
            if (fault == "untrusted") client.ServerCertificateValidationCallback = null;
            var tokens = Tokens("the-first-token");
            var failure = await Assert.ThrowsAsync<MailServerException>(() => client.ConnectAsync(AccountAt(endpoint), tokens));
            Assert.Equal(expected, failure.Problem.Code);
            Assert.Equal(endpoint, failure.Endpoint);
            Assert.False(client.IsConnected);
            Assert.Empty(host.Smtp.Logins.Concat(host.Imap.Logins).Concat(host.Pop3.Logins));
        }
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Server_without_STARTTLS_receives_no_token(MailProtocol protocol)
    {
        await using var peer = ServeStartTls(new MailPeerScript().Greet(protocol, "XOAUTH2"));
        Assert.Equal(Problems.StartTlsMissing, (await FailAsync(protocol, peer)).Problem);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Server_that_rejects_STARTTLS_receives_no_token(MailProtocol protocol)
    {
        var script = new MailPeerScript().Greet(protocol, "XOAUTH2", startTls: true).Expect("*");
        script = protocol switch
        {
            MailProtocol.Smtp => script.Send("454 4.7.0 TLS not available"),
            MailProtocol.Imap => script.SendTagged("NO not now"),
            _ => script.Send("-ERR not now"),
        };
        await using var peer = ServeStartTls(script);
        var failure = await FailAsync(protocol, peer);
        Assert.Equal(Problems.StartTlsRefused, failure.Problem);
        Assert.Single(failure.ServerWords);
    }

    /// <summary>CVE-2026-41319: replies received before the handshake must not be accepted after it.</summary>
    [Theory]
    [InlineData(MailProtocol.Smtp, true)]
    [InlineData(MailProtocol.Imap, true)]
    [InlineData(MailProtocol.Pop3, true)]
    [InlineData(MailProtocol.Smtp, false)]
    [InlineData(MailProtocol.Imap, false)]
    [InlineData(MailProtocol.Pop3, false)]
    public async Task Replies_injected_before_TLS_are_not_accepted_after_it(MailProtocol protocol, bool withLogger)
    {
        var script = new MailPeerScript().Greet(protocol, "XOAUTH2", startTls: true).Expect("*");
        script = protocol switch
        {
            MailProtocol.Smtp =>
                script.Send("220 go", "250-evil", "250 AUTH PLAIN").StartTls().Expect("EHLO *").Send("250-mx", "250 AUTH XOAUTH2"),
            MailProtocol.Imap => script.SendTagged("OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN").StartTls().Expect("* CAPABILITY")
                .Send("* CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2").SendTagged("OK done"),
            _ => script.Send("+OK go", "+OK", "SASL PLAIN", ".").StartTls().Expect("CAPA").Send("+OK", "SASL XOAUTH2", "."),
        };
        await using var peer = ServeStartTls(script.TakeMessage(protocol).Accept(protocol));
        using var client = NewClient(protocol, withLogger);
        var failure = await Record.ExceptionAsync(() => client.ConnectAsync(AccountAt(peer.Endpoint), Tokens("the-first-token")));

        // Without the logger, MailKit discards the octets, or they break the handshake.
        if (withLogger) Assert.Equal(Problems.StartTlsInjection, Assert.IsType<MailServerException>(failure).Problem);
        else if (failure is null)
        {
            Assert.True(client.IsAuthenticated && client.IsSecure && !client.AuthenticationMechanisms.Contains("PLAIN"));
        }
        else Assert.Equal(ProblemKind.Protocol, Assert.IsType<MailServerException>(failure).Problem.Kind);
        if (!withLogger) return;
        Assert.False(client.IsConnected);
        Assert.DoesNotContain(peer.Connections[0].ClientLines, line => line.Contains("AUTH", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Reply_of_a_server_that_rejects_the_connection_is_reported(MailProtocol protocol)
    {
        var words = protocol switch { MailProtocol.Smtp => "554 go away", MailProtocol.Imap => "* BYE go away", _ => "-ERR go away" };
        await using var peer = Serve(new MailPeerScript().Send(words));
        var failure = await FailAsync(protocol, peer);
        Assert.Equal(Problems.ServerNotReady, failure.Problem);
        Assert.Equal(words, Assert.Single(failure.ServerWords));
    }

    [Fact]
    public async Task Busy_server_sets_RetryAfter()
    {
        await using var peer = Serve(new MailPeerScript().Send("421 4.3.2 Service not available"));
        var failure = await FailAsync(MailProtocol.Smtp, peer);
        Assert.Equal(Problems.ServerBusy, failure.Problem);
        Assert.True(failure.RetryAfter > TimeSpan.Zero);
    }

    [Fact]
    public async Task Server_that_reports_a_login_in_its_greeting_is_rejected()
    {
        await using var peer = Serve(new MailPeerScript().Send("* PREAUTH [CAPABILITY IMAP4rev1] welcome back")
            .Expect("* LIST *").SendTagged("OK done").Expect("* LIST *").SendTagged("OK done"));
        var failure = await FailAsync(MailProtocol.Imap, peer);
        Assert.Equal(Problems.ServerReplyInvalid, failure.Problem);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Invalid_and_missing_replies_before_the_login_are_reported_separately(MailProtocol protocol)
    {
        await using (
            var babbling = Serve(new MailPeerScript().Send("HTTP/1.1 400 Bad Request").Close())) Assert.Equal(
                Problems.ServerReplyInvalid, (await FailAsync(protocol, babbling)).Problem);
        await using (var closing = Serve(new MailPeerScript().Close())) Assert.Equal(
            Problems.ConnectionLost, (await FailAsync(protocol, closing)).Problem);

        // A server that expects STARTTLS instead of implicit TLS.
        await using var clear = new ScriptedMailPeer(TlsMode.Implicit, null, new MailPeerScript().Send("220 mx ESMTP").Read().Close());
        Assert.Equal(Problems.TlsFailed, (await FailAsync(protocol, clear)).Problem);
    }

    [Fact]
    public async Task Unreachable_server_is_reported_with_its_address()
    {
        MailEndpoint endpoint;
        await using (var peer = Serve(new MailPeerScript())) endpoint = peer.Endpoint;
        using var client = NewClient(MailProtocol.Imap);
        var failure = await Assert.ThrowsAsync<MailServerException>(() => client.ConnectAsync(AccountAt(endpoint), Tokens("abc")));
        Assert.Equal(Problems.HostUnreachable, failure.Problem);
        failure = await Assert.ThrowsAsync<MailServerException>(
            () => client.ConnectAsync(AccountAt(new MailEndpoint("mail.invalid", 993, TlsMode.Implicit)), Tokens("abc")));
        Assert.Equal(Problems.HostNotFound, failure.Problem);
        Assert.Contains("mail.invalid", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Server_without_a_greeting_exceeds_the_connect_time_out(bool tls)
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var peer = new ScriptedMailPeer(TlsMode.Implicit, tls ? Authority : null, new MailPeerScript());
        using var client = NewClient(MailProtocol.Imap);
        var account = AccountAt(
            peer.Endpoint, options => options.Connection = new MailConnectionOptions { ConnectTimeout = TimeSpan.FromSeconds(7) });
        var login = AccountLogin.RunAsync(
            client, account, MailProtocol.Imap, Tokens("abc"), new ServerConnector(account.Connection, clock, null),
            CancellationToken.None);
        while (
            peer.Connections.Count == 0 || (
                tls && peer.Connections[0].ClientThumbprint is null && !client.IsSecure && clock.WaitingTimers == 0))
        {
            await Task.Yield();
        }
        clock.Advance(TimeSpan.FromSeconds(7));
        var failure = await Assert.ThrowsAsync<MailServerException>(() => login);
        Assert.True(failure.Problem == Problems.MailServerSilent || failure.Problem == Problems.HostUnreachable, failure.ToString());
    }

    private async Task<MailServerException> FailAsync(MailProtocol protocol, ScriptedMailPeer peer)
    {
        using var client = NewClient(protocol);
        var failure = await Assert.ThrowsAsync<MailServerException>(
            () => client.ConnectAsync(AccountAt(peer.Endpoint), Tokens("the-first-token")));
        Assert.False(client.IsConnected);
        Assert.DoesNotContain("the-first-token", System.Text.Encoding.UTF8.GetString(peer.Received.ToArray()), StringComparison.Ordinal);
        Assert.DoesNotContain("AUTH", string.Join('\n', peer.Connections.SelectMany(c => c.ClientLines)), StringComparison.Ordinal);
        return failure;
    }
}
