using System.Text;
using OAuthMail.ConnectionTest.Wire;
using OAuthMail.Networking;
using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.Tests.ConnectionTest;

public class ProbeTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a\r\n")]
    [InlineData(".\r\n..\n.a\r", "..\r\n...\r\n..a\r\n")]
    [InlineData("a\r\r\nb", "a\r\n\r\nb\r\n")]
    public void Message_is_encoded_for_DATA(string message, string wire) =>
        Assert.Equal(wire, Encoding.ASCII.GetString(SmtpMessage.EncodeForData(Encoding.ASCII.GetBytes(message))));

    [Theory]
    [InlineData("INBOX", "\"INBOX\"")]
    [InlineData("~peter/mail/台北/日本語", "\"~peter/mail/&U,BTFw-/&ZeVnLIqe-\"")]
    [InlineData("a&b\"c\\", "\"a&-b\\\"c\\\\\"")]
    public void Folder_names_are_encoded(string name, string wire) => Assert.Equal(wire, ImapText.QuoteFolder(name));

    [Fact]
    public async Task IMAP_line_with_many_literals_has_a_length_limit()
    {
        var part = new string('x', 10_000) + "{0}\r\n";
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes("* " + part + part + part + "\r\n"));
        var refused = await Assert.ThrowsAsync<WireException>(() => ImapLine.ReadAsync(new WireReader(stream), 100, default));
        Assert.Equal(Problems.ServerReplyInvalid, refused.Problem);
    }

    /// <summary>
    /// A server that closes the connection after a long line, or cannot parse it, has not checked the token. A server that sends a
    /// challenge has.
    /// </summary>
    [Theory]
    [InlineData(4000, "close", "connection-lost")]
    [InlineData(7000, "close", "token-too-long")]
    [InlineData(7000, "cut", "token-too-long")]
    [InlineData(7000, "-ERR Authentication failed", "token-refused")]
    [InlineData(10000, "-ERR Authentication failed", "token-too-long")]
    [InlineData(10000, "challenge", "token-refused")]
    public async Task Too_long_login_message_is_reported(int length, string answer, string code)
    {
        using var authority = new TestCertificateAuthority();
        var script = new MailPeerScript().Send("+OK hello").Expect("CAPA").Send("+OK", "SASL XOAUTH2", ".").Expect("AUTH XOAUTH2")
            .Send("+ ").Expect("*");
        script = answer switch
        {
            "close" => script.Close(),
            "cut" => script.Cut(),
            "challenge" => script.Send("+ " + Convert.ToBase64String("""{"status":"401"}"""u8.ToArray())).Read().Send("-ERR no"),
            _ => script.Send(answer),
        };
        await using var peer = new ScriptedMailPeer(TlsMode.Implicit, authority, script);
        var token = new AccessToken(new string('x', length), DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1));
        var tester = new ConnectionTester(
            new ConnectionTesterOptions { ServerCertificateValidationCallback = authority.ValidationCallback });
        var report = await tester.TestAsync(ConnectionFixture.AccountAt(peer.Endpoint), MailProtocol.Pop3, new TokenQueue(token));
        Assert.Equal(code, report.Problem?.Code);
        Assert.Equal(code == "token-too-long", report.ToText().Contains("no server must accept more than 12288", StringComparison.Ordinal));
        Assert.DoesNotContain(token.Value, report.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repeated_capabilities_replace_the_previous_ones()
    {
        await using var server = new ScriptedMailPeer(
            TlsMode.StartTls,
            null,
            new MailPeerScript()
                .Send("* OK hi")
                .Expect("A001 CAPABILITY").Send("* CAPABILITY IMAP4rev1 STARTTLS SASL-IR AUTH=XOAUTH2", "A001 OK done")
                .Expect("A002 CAPABILITY").Send("A002 OK done"));
        using var connection = await WireConnection.ConnectAsync(System.Net.IPAddress.Loopback, server.Endpoint.Port, null, default);
        var session = new ImapProbe(connection);
        await session.ReadGreetingAsync(default);
        await session.ReadCapabilitiesAsync(default);
        Assert.Equal(["XOAUTH2"], session.Mechanisms);
        await session.ReadCapabilitiesAsync(default);
        Assert.Empty(session.Mechanisms!);
        Assert.False(session.OffersStartTls);
        Assert.False(session.PrefersInitialResponse("XOAUTH2", ""));
    }

    [Theory]
    [InlineData("::1%x\r\nQUIT")]
    [InlineData("::1")]
    [InlineData("a\r\nb")]
    [InlineData("")]
    public void Local_host_name_must_be_a_host_name(string name)
    {
        var options = new ConnectionTesterOptions { LocalHostName = name, StepTimeout = TimeSpan.Zero, TimeProvider = null! };
        Assert.Equal(
            ["StepTimeout", "TimeProvider", "LocalHostName"],
            Some.ErrorsOf(() => _ = new ConnectionTester(options)).Select(error => error.Option));
    }
}
