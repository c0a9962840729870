using System.Text;
using MailKit.Net.Imap;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Authentication;

/// <summary>The octets that a login sends, and how replies are processed.</summary>
public sealed class WireFormTests : ScriptedTest
{
    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Rejection_contains_the_servers_reply_and_its_error_challenge(MailProtocol protocol)
    {
        await using var peer = Serve(new MailPeerScript().Greet(protocol).TakeMessage(protocol).Challenge(protocol).Refuse(protocol));
        using var client = await ConnectAsync(protocol, peer);
        var tokens = Tokens("the-first-token");
        var refusal = await Assert.ThrowsAsync<MailServerException>(() => client.AuthenticateAsync(tokens, Address));
        Assert.Equal(Problems.TokenRefused, refusal.Problem);
        Assert.Equal(LoginScripts.Json, refusal.Challenge!.Json);
        Assert.EndsWith("refused", Assert.Single(refusal.ServerWords), StringComparison.Ordinal);
        Assert.IsAssignableFrom<Exception>(refusal.InnerException);
        Assert.DoesNotContain("the-first-token", refusal.ToString(), StringComparison.Ordinal);
        peer.Verify();
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Client_without_the_logger_still_reports_the_error_challenge(MailProtocol protocol)
    {
        await using var peer = Serve(new MailPeerScript().Greet(protocol).TakeMessage(protocol).Challenge(protocol).Refuse(protocol));
        using var client = await ConnectAsync(protocol, peer, withLogger: false);
        var refusal = await Assert.ThrowsAsync<MailServerException>(() => client.AuthenticateAsync(Tokens("the-first-token"), Address));
        Assert.Equal(Problems.TokenRefused, refusal.Problem);
        Assert.Equal("invalid_token", refusal.Challenge!.Status);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Second_attempt_over_the_same_connection_succeeds_after_a_rejection(MailProtocol protocol)
    {
        await using var peer = Serve(new MailPeerScript().Greet(protocol)
            .TakeMessage(protocol).Challenge(protocol).Refuse(protocol)
            .TakeMessage(protocol).Accept(protocol));
        using var client = await ConnectAsync(protocol, peer);
        var tokens = Tokens("the-first-token", "the-second-token");
        await client.AuthenticateAsync(tokens, Address);
        Assert.True(client.IsAuthenticated);
        Assert.Equal(2, tokens.Requests.Count);
        Assert.Equal("the-first-token", tokens.Requests[1].RejectedToken!.Value);
        peer.Verify();
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Error_challenge_of_OAUTHBEARER_is_acknowledged_with_one_octet(MailProtocol protocol)
    {
        await using var peer = Serve(
            new MailPeerScript().Greet(protocol, "OAUTHBEARER").TakeMessage(protocol, "OAUTHBEARER").Challenge(protocol, null, "AQ==")
                .Refuse(protocol));
        using var client = await ConnectAsync(protocol, peer);
        var refusal = await Assert.ThrowsAsync<MailServerException>(() => client.AuthenticateAsync(Tokens("the-first-token"), Address));
        Assert.Equal("mail", refusal.Challenge!.Scope);
        peer.Verify();
    }

    [Fact]
    public async Task Long_message_is_sent_on_a_separate_line_over_SMTP()
    {
        var token = new string('t', 2000);
        await using var peer = Serve(
            new MailPeerScript().Greet(MailProtocol.Smtp).Expect("AUTH XOAUTH2").Send("334 ").Expect("*").Accept(MailProtocol.Smtp));
        using var client = await ConnectAsync(MailProtocol.Smtp, peer);
        await client.AuthenticateAsync(Tokens(token), Address);
        peer.Verify();
        var message = Encoding.UTF8.GetString(Convert.FromBase64String(peer.Connections[0].ClientLines[^1]));
        Assert.Equal($"user={Address}\u0001auth=Bearer {token}\u0001\u0001", message);
    }

    [Fact]
    public async Task IMAP_server_without_SASL_IR_receives_the_message_after_its_challenge()
    {
        await using var peer = Serve(new MailPeerScript().Send("* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] hello")
            .Expect("* AUTHENTICATE XOAUTH2").Send("+ ").Expect("*").Accept(MailProtocol.Imap));
        using var client = await ConnectAsync(MailProtocol.Imap, peer);
        await client.AuthenticateAsync(Tokens("the-first-token"), Address);
        peer.Verify();
    }

    [Theory]
    [InlineData(null, "n,a=alice@example.com,\u0001auth=Bearer abc\u0001\u0001")]
    [InlineData("bob@example.com", "n,a=bob@example.com,\u0001auth=Bearer abc\u0001\u0001")]
    public async Task AuthenticateAsync_uses_the_given_mechanism_and_user(string? user, string expected)
    {
        await using var peer = Serve(
            new MailPeerScript().Greet(MailProtocol.Smtp).TakeMessage(MailProtocol.Smtp, "OAUTHBEARER").Accept(MailProtocol.Smtp));
        using var client = await ConnectAsync(MailProtocol.Smtp, peer);
        var tokens = Tokens("abc");
        var options = new MailLoginOptions
        {
            Mechanism = OAuthMechanism.OAuthBearer,
            UserName = user,
            MinimumTokenLifetime = TimeSpan.FromMinutes(10),
        };
        await client.AuthenticateAsync(tokens, Address, options);
        Assert.Equal(expected, Encoding.UTF8.GetString(Convert.FromBase64String(peer.Connections[0].ClientLines[^1].Split(' ')[^1])));
        var request = Assert.Single(tokens.Requests);
        Assert.Equal((Address, MailProtocol.Smtp, TimeSpan.FromMinutes(10)), (request.Mailbox, request.Protocol, request.MinimumLifetime));
    }

    [Fact]
    public async Task ConnectAsync_sends_host_and_port_in_OAUTHBEARER()
    {
        await using var peer = Serve(
            new MailPeerScript().Greet(MailProtocol.Smtp, "OAUTHBEARER").TakeMessage(MailProtocol.Smtp, "OAUTHBEARER")
                .Accept(MailProtocol.Smtp));
        using var client = NewClient(MailProtocol.Smtp);
        await client.ConnectAsync(AccountAt(peer.Endpoint), Tokens("abc"));
        var message = Encoding.UTF8.GetString(Convert.FromBase64String(peer.Connections[0].ClientLines[^1].Split(' ')[^1]));
        Assert.Equal($"n,a={Address},\u0001host=127.0.0.1\u0001port={peer.Endpoint.Port}\u0001auth=Bearer abc\u0001\u0001", message);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Mailbox_that_Exchange_does_not_connect_is_detected(bool withBye, bool withLogger)
    {
        var script = new MailPeerScript().Send("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2 NAMESPACE] hello")
            .TakeMessage(MailProtocol.Imap)
            .SendTagged("OK [CAPABILITY IMAP4rev1 NAMESPACE] AUTHENTICATE completed.").Expect("* NAMESPACE")
                .SendTagged("BAD User is authenticated but not connected.");
        script = withBye
            ? script.Send("* BYE Connection closed. 14").Close()
            : script.Expect("* LIST *").SendTagged("BAD User is authenticated but not connected.")
                .Expect("*").SendTagged("BAD User is authenticated but not connected.").Expect("*")
                    .SendTagged("BAD User is authenticated but not connected.");
        await using var peer = Serve(script);
        using var client = await ConnectAsync(MailProtocol.Imap, peer, withLogger);
        var refusal = await Assert.ThrowsAsync<MailServerException>(() => client.AuthenticateAsync(Tokens("abc"), Address));

        // Without the logger and with a BYE, only the text of the BYE is known.
        if (withLogger || !withBye) Assert.Equal(Problems.MailboxNotConnected, refusal.Problem);
        else Assert.Equal(Problems.LoginInterrupted, refusal.Problem);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Mailbox_that_cannot_be_opened_is_not_reported_as_a_rejected_token(bool withLogger)
    {
        await using var peer = Serve(new MailPeerScript().Send(
            "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2 NAMESPACE] hello").TakeMessage(MailProtocol.Imap)
            .SendTagged("OK [CAPABILITY IMAP4rev1 NAMESPACE] AUTHENTICATE completed.").Expect("* NAMESPACE")
                .SendTagged("NO The index is being built")
            .Expect("* LIST *").SendTagged("NO The index is being built")
            .Expect("*").SendTagged("NO The index is being built").Expect("*").SendTagged("NO The index is being built"));
        using var client = await ConnectAsync(MailProtocol.Imap, peer, withLogger);
        var tokens = Tokens("abc", "def");
        var refusal = await Assert.ThrowsAsync<MailServerException>(() => client.AuthenticateAsync(tokens, Address));
        Assert.Equal(Problems.ServerRefused, refusal.Problem);
        Assert.Single(tokens.Requests);
    }

    [Fact]
    public async Task IMAP_server_with_a_namespace_is_not_queried_again()
    {
        await using var peer = Serve(
            new MailPeerScript().Greet(MailProtocol.Imap).TakeMessage(MailProtocol.Imap).Accept(MailProtocol.Imap));
        using var client = await ConnectAsync(MailProtocol.Imap, peer);
        await client.AuthenticateAsync(Tokens("abc"), Address);
        Assert.NotNull(((ImapClient)client).Inbox);
        peer.Verify();
        Assert.Equal(3, peer.Connections[0].ClientLines.Count);
    }
}
