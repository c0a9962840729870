using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.Tests.ConnectionTest;

/// <summary>Servers that understand only one form of a login.</summary>
public sealed class LoginFormTests
{
    [Theory]
    [InlineData("504 5.5.4 An initial response is required")]
    [InlineData("501 5.5.4 Syntax error")]
    public async Task Bare_command_that_is_refused_is_sent_once_with_the_message(string refusal)
    {
        var report = await TestAsync(MailProtocol.Smtp, Smtp().Expect("AUTH XOAUTH2").Send(refusal)
            .Expect("AUTH XOAUTH2 *").Send("235 2.7.0 Welcome")
            .Expect("MAIL *").Send("250 2.1.0 OK").Expect("RCPT *").Send("250 2.1.5 OK")
            .Expect("RSET").Send("250 2.0.0 OK").Expect("QUIT").Send("221 2.0.0 Bye").Close());
        Assert.True(report.Succeeded, report.ToText());
    }

    [Theory]
    [InlineData("500 5.5.2 Line too long")]
    [InlineData("555 5.5.2 Syntax error, command line too long")]
    public async Task Line_of_its_own_that_is_too_long_means_that_the_token_is_too_long(string refusal)
    {
        var report = await TestAsync(
            MailProtocol.Smtp,
            Smtp().Expect("AUTH XOAUTH2").Send("334 ").Expect("*").Send(refusal).Expect("QUIT").Send("221 2.0.0 Bye").Close());
        Assert.Equal(Problems.TokenTooLong, report.Problem);
    }

    [Fact]
    public async Task Initial_response_that_IMAP_refuses_with_BAD_is_sent_after_the_command()
    {
        var report = await TestAsync(MailProtocol.Imap, new MailPeerScript().Send("* OK hi")
            .Expect("A001 CAPABILITY").Send("* CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2", "A001 OK done")
            .Expect("A002 AUTHENTICATE XOAUTH2 *").Send("A002 BAD Invalid arguments")
            .Expect("A003 AUTHENTICATE XOAUTH2").Send("+ ").Expect("*").Send("A003 OK [CAPABILITY IMAP4rev1] in")
            .Expect("A004 *").Send("* 0 EXISTS", "A004 OK done").Expect("A005 LOGOUT").Send("* BYE", "A005 OK done").Close());
        Assert.True(report.Succeeded, report.ToText());
    }

    private static MailPeerScript Smtp() =>
        new MailPeerScript().Send("220 mx ESMTP").Expect("EHLO *").Send("250-mx", "250 AUTH XOAUTH2");

    private static async Task<ConnectionReport> TestAsync(MailProtocol protocol, MailPeerScript script)
    {
        using var authority = new TestCertificateAuthority();
        await using var peer = new ScriptedMailPeer(TlsMode.Implicit, authority, script);
        var tester = new ConnectionTester(
            new ConnectionTesterOptions { ServerCertificateValidationCallback = authority.ValidationCallback });
        var token = new AccessToken(new string('x', 2000), DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1));
        return await tester.TestAsync(ConnectionFixture.AccountAt(peer.Endpoint), protocol, new TokenQueue(token));
    }
}
