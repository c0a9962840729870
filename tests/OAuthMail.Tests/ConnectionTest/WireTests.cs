using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OAuthMail.ConnectionTest.Wire;
using OAuthMail.Errors;
using OAuthMail.Networking;
using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.Tests.ConnectionTest;

public class WireTests
{
    [Theory]
    [InlineData("a\r\n.\r\n", "a\r\n")]
    [InlineData(".\r\n", "")]
    [InlineData("..\r\n.\r\n", ".\r\n")]
    [InlineData(".x\r\n..y\r\n.\r\n", "x\r\n.y\r\n")]
    [InlineData("a.\r\n.\rb\r\n.\n", "a.\r\n\rb\r\n")]
    public async Task Dots_are_taken_off(string wire, string text)
    {
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes(wire));
        Assert.Equal(text, Encoding.ASCII.GetString(await new WireReader(stream).ReadDottedAsync(100, default)));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a\r\n")]
    [InlineData(".\r\n..\n.a\r", "..\r\n...\r\n..a\r\n")]
    [InlineData("a\r\r\nb", "a\r\n\r\nb\r\n")]
    public void Dots_are_put_on_and_lines_made_whole(string message, string wire) =>
        Assert.Equal(wire, Encoding.ASCII.GetString(SmtpMessage.Prepare(Encoding.ASCII.GetBytes(message))));

    [Theory]
    [InlineData("INBOX", "\"INBOX\"")]
    [InlineData("~peter/mail/台北/日本語", "\"~peter/mail/&U,BTFw-/&ZeVnLIqe-\"")]
    [InlineData("a&b\"c\\", "\"a&-b\\\"c\\\\\"")]
    public void Folder_names_are_encoded(string name, string wire) => Assert.Equal(wire, ImapText.QuoteFolder(name));

    [Fact]
    public async Task A_line_at_the_limit_is_read_and_one_over_it_is_not()
    {
        using var fits = new MemoryStream(Encoding.ASCII.GetBytes(new string('x', 100) + "\r\n"));
        Assert.Equal(100, (await new WireReader(fits).ReadLineAsync(100, default)).Length);
        using var over = new MemoryStream(Encoding.ASCII.GetBytes(new string('x', 102) + "\r\n"));
        var refused = await Assert.ThrowsAsync<WireException>(() => new WireReader(over).ReadLineAsync(100, default));
        Assert.Equal(Problems.ServerReplyInvalid, refused.Problem);
    }

    [Fact]
    public async Task The_text_of_an_IMAP_line_has_a_limit_however_many_literals_are_in_it()
    {
        var part = new string('x', 10_000) + "{0}\r\n";
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes("* " + part + part + part + "\r\n"));
        var refused = await Assert.ThrowsAsync<WireException>(() => ImapLine.ReadAsync(new WireReader(stream), 100, default));
        Assert.Equal(Problems.ServerReplyInvalid, refused.Problem);
    }

    /// <summary>
    /// A server that hangs up on a long line, or does not understand it, has not judged the token; one with a challenge has.
    /// </summary>
    [Theory]
    [InlineData(4000, "close", "connection-lost")]
    [InlineData(7000, "close", "token-too-long")]
    [InlineData(7000, "cut", "token-too-long")]
    [InlineData(7000, "-ERR Authentication failed", "token-refused")]
    [InlineData(10000, "-ERR Authentication failed", "token-too-long")]
    [InlineData(10000, "challenge", "token-refused")]
    public async Task A_login_that_fails_for_its_length_is_told_so(int length, string answer, string code)
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
    public async Task Capabilities_that_are_asked_for_again_replace_those_of_before()
    {
        await using var server = new ScriptedMailPeer(
            TlsMode.StartTls,
            null,
            new MailPeerScript()
                .Send("* OK hi")
                .Expect("A001 CAPABILITY").Send("* CAPABILITY IMAP4rev1 STARTTLS SASL-IR AUTH=XOAUTH2", "A001 OK done")
                .Expect("A002 CAPABILITY").Send("A002 OK done"));
        using var connection = await WireConnection.ConnectAsync(System.Net.IPAddress.Loopback, server.Endpoint.Port, null, default);
        var session = new ImapSession(connection);
        await session.ReadGreetingAsync(default);
        await session.ReadCapabilitiesAsync(default);
        Assert.Equal(["XOAUTH2"], session.Mechanisms);
        await session.ReadCapabilitiesAsync(default);
        Assert.Empty(session.Mechanisms!);
        Assert.False(session.OffersStartTls);
        Assert.False(session.PrefersInitialResponse("XOAUTH2", ""));
    }

    [Fact]
    public void A_certificate_cannot_move_the_cursor()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(
            new X500DistinguishedName("CN=\"a\u001b[2Jb\r\nc\""), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        var text = CertificateText.Describe(certificate);
        Assert.DoesNotContain(text, char.IsControl);
        Assert.Contains("[2Jb", text);
    }

    [Theory]
    [InlineData("::1%x\r\nQUIT")]
    [InlineData("::1")]
    [InlineData("a\r\nb")]
    [InlineData("")]
    public void Greeting_name_must_be_a_host_name(string name)
    {
        var options = new ConnectionTesterOptions { LocalHostName = name, StepTimeout = TimeSpan.Zero, TimeProvider = null! };
        Assert.Equal(["StepTimeout", "TimeProvider", "LocalHostName"], Some.ErrorsOf(() => _ = new ConnectionTester(options)).Select(error => error.Option));
    }

    [Fact]
    public async Task Name_resolution_ends_when_it_is_cancelled() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => OAuthMail.Compatibility.Names.ResolveAsync("mail.invalid", TimeProvider.System, new CancellationToken(canceled: true)));

    [Fact]
    public void A_redactor_finds_pieces()
    {
        var redactor = new Redactor();
        const string secret = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.payloadpayloadpayload.signaturesignature";
        redactor.Add(secret);
        Assert.Equal("a <redacted> b", redactor.Clean($"a {secret} b"));
        Assert.DoesNotContain(secret[30..60], redactor.Clean($"xx{secret[10..70]}yy"));
        Assert.Equal("535 5.7.8 nothing secret here", redactor.Clean("535 5.7.8 nothing secret here"));
    }
}
