using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Authentication;

/// <summary>Servers that understand only one form of a login, and what their replies mean.</summary>
public sealed class LoginFormTests : ScriptedTest
{
    private static readonly string Long = new('t', 2000);

    [Theory]
    [InlineData("504 5.5.4 AUTH mechanism needs an initial response")]
    [InlineData("501 5.5.4 Syntax error in parameters")]
    public async Task Message_is_sent_inline_once_if_a_server_refuses_the_bare_command(string refusal)
    {
        await using var peer = Serve(
            new MailPeerScript().Greet(MailProtocol.Smtp).Expect("AUTH XOAUTH2").Send(refusal).Expect("AUTH XOAUTH2 *")
                .Accept(MailProtocol.Smtp));
        using var client = await ConnectAsync(MailProtocol.Smtp, peer);
        var tokens = Tokens(Long, "another");
        await client.AuthenticateAsync(tokens, Address);
        Assert.Single(tokens.Requests);
        peer.Verify();
    }

    [Fact]
    public async Task Mechanism_that_is_refused_in_both_forms_is_reported()
    {
        await using var peer = Serve(
            new MailPeerScript().Greet(MailProtocol.Smtp).Expect("AUTH XOAUTH2").Send("504 5.7.4 Unrecognized authentication type")
                .Expect("AUTH XOAUTH2 *").Send("504 5.7.4 Unrecognized authentication type"));
        using var client = await ConnectAsync(MailProtocol.Smtp, peer);
        var failure = await Assert.ThrowsAsync<MailServerException>(() => client.AuthenticateAsync(Tokens(Long), Address));
        Assert.Equal(Problems.MechanismRefused, failure.Problem);
        peer.Verify();
    }

    [Fact]
    public async Task Long_message_is_sent_inline_to_a_provider_that_takes_one_line()
    {
        await using var peer = Serve(
            new MailPeerScript().Greet(MailProtocol.Smtp).Expect("AUTH XOAUTH2 *").Accept(MailProtocol.Smtp));
        using var client = NewClient(MailProtocol.Smtp);
        var account = MicrosoftAt(peer.Endpoint);
        Assert.True(account.GetProvider(MailProtocol.Smtp).SmtpTakesOneLine);
        Assert.False(MailProviders.Google.SmtpTakesOneLine);
        await client.ConnectAsync(account, Tokens(Long));
        peer.Verify();
    }

    [Fact]
    public async Task Line_that_is_too_long_inline_is_sent_again_on_a_line_of_its_own()
    {
        await using var peer = Serve(
            new MailPeerScript().Greet(MailProtocol.Smtp).Expect("AUTH XOAUTH2 *")
                .Send("555-5.5.2 Syntax error, command line too long. For more information, see", "555 5.5.2 https://example.com/ - gsmtp")
                .Expect("AUTH XOAUTH2").Send("334 ").Expect("*").Accept(MailProtocol.Smtp));
        using var client = NewClient(MailProtocol.Smtp);
        var tokens = Tokens(Long, "another");
        await client.ConnectAsync(MicrosoftAt(peer.Endpoint), tokens);
        Assert.Single(tokens.Requests);
        peer.Verify();
    }

    [Theory]
    [InlineData("500 5.5.2 Line too long")]
    [InlineData("555 5.5.2 Syntax error, command line too long")]
    public async Task Line_of_its_own_that_is_too_long_means_that_the_token_is_too_long(string reply)
    {
        await using var peer = Serve(
            new MailPeerScript().Greet(MailProtocol.Smtp).Expect("AUTH XOAUTH2").Send("334 ").Expect("*").Send(reply));
        using var client = await ConnectAsync(MailProtocol.Smtp, peer);
        var failure = await Assert.ThrowsAsync<MailServerException>(() => client.AuthenticateAsync(Tokens(Long), Address));
        Assert.Equal(Problems.TokenTooLong, failure.Problem);
        Assert.Contains(reply, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Initial_response_that_IMAP_refuses_with_BAD_is_sent_again_after_the_command()
    {
        await using var peer = Serve(
            new MailPeerScript().Greet(MailProtocol.Imap).TakeMessage(MailProtocol.Imap)
                .SendTagged("BAD Error in IMAP command AUTHENTICATE: Invalid arguments.")
                .Expect("* AUTHENTICATE XOAUTH2").Send("+ ").Expect("*").Accept(MailProtocol.Imap));
        using var client = await ConnectAsync(MailProtocol.Imap, peer);
        var tokens = Tokens("the-first-token", "the-second-token");
        await client.AuthenticateAsync(tokens, Address);
        Assert.Single(tokens.Requests);
        peer.Verify();
    }

    [Fact]
    public async Task Second_BAD_is_reported_without_another_token()
    {
        await using var peer = Serve(
            new MailPeerScript().Greet(MailProtocol.Imap).TakeMessage(MailProtocol.Imap).SendTagged("BAD no")
                .Expect("* AUTHENTICATE XOAUTH2").SendTagged("BAD no"));
        using var client = await ConnectAsync(MailProtocol.Imap, peer);
        var tokens = Tokens("the-first-token", "the-second-token");
        var failure = await Assert.ThrowsAsync<MailServerException>(() => client.AuthenticateAsync(tokens, Address));
        Assert.Equal(Problems.LoginMessageRefused, failure.Problem);
        Assert.Single(tokens.Requests);
        peer.Verify();
    }

    [Theory]
    [InlineData(MailProtocol.Imap, "NO [UNAVAILABLE] Temporary authentication failure.", "login-failure-unknown")]
    [InlineData(MailProtocol.Imap, "NO [AUTHENTICATIONFAILED] Invalid credentials", "login-failure-unknown")]
    [InlineData(MailProtocol.Imap, "NO [ALERT] Please log in via your web browser", "browser-sign-in-needed")]
    [InlineData(MailProtocol.Imap, "NO [ALERT] Too many simultaneous connections", "too-many-connections")]
    [InlineData(MailProtocol.Pop3, "-ERR [SYS/TEMP] Temporary authentication failure.", "login-failure-unknown")]
    [InlineData(MailProtocol.Smtp, "454 4.7.0 Temporary authentication failure", "mail-server-busy")]
    [InlineData(MailProtocol.Smtp, "534 5.7.9 Please log in via your web browser", "browser-sign-in-needed")]
    public async Task Rejection_without_a_logger_is_what_the_exception_says_or_unknown(
        MailProtocol protocol, string reply, string expected)
    {
        await using var peer = Serve(new MailPeerScript().Greet(protocol).TakeMessage(protocol).Refuse(protocol, reply));
        using var client = await ConnectAsync(protocol, peer, withLogger: false);
        var tokens = Tokens("the-first-token", "the-second-token");
        var failure = await Assert.ThrowsAsync<MailServerException>(() => client.AuthenticateAsync(tokens, Address));
        Assert.Equal(expected, failure.Problem.Code);
        Assert.Single(tokens.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Message_contains_all_lines_of_a_reply(bool withLogger)
    {
        string[] lines =
            ["535-5.7.8 Username and Password not accepted. For more information, go to", "535 5.7.8  https://support.example.com/mail"];
        await using var peer = Serve(
            new MailPeerScript().Greet(MailProtocol.Smtp).TakeMessage(MailProtocol.Smtp).Send(lines));
        using var client = await ConnectAsync(MailProtocol.Smtp, peer, withLogger);
        var failure = await Assert.ThrowsAsync<MailServerException>(() => client.AuthenticateAsync(Tokens("token"), Address));
        Assert.Contains("Username and Password not accepted", failure.Message, StringComparison.Ordinal);
        Assert.Contains("https://support.example.com/mail", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, failure.ServerWords.Count);
    }

    private static MailAccount MicrosoftAt(MailEndpoint endpoint) => AccountAt(endpoint, options =>
    {
        options.Provider = "Microsoft365";
        options.Scope = null;
    });
}
