using System.Text;
using MailKit.Net.Imap;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Authentication;

/// <summary>What goes over the wire, octet for octet, and what becomes of what comes back.</summary>
public sealed class WireFormTests : ScriptedTest
{
    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task A_refusal_keeps_the_servers_words_and_its_challenge(MailProtocol protocol)
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
    public async Task A_client_without_our_logger_still_has_the_challenge(MailProtocol protocol)
    {
        await using var peer = Serve(new MailPeerScript().Greet(protocol).TakeMessage(protocol).Challenge(protocol).Refuse(protocol));
        using var client = await ConnectAsync(protocol, peer, withLogger: false);
        var refusal = await Assert.ThrowsAsync<MailServerException>(() => client.AuthenticateAsync(Tokens("the-first-token"), Address));
        Assert.Equal(Problems.TokenRefused, refusal.Problem);
        Assert.Equal("invalid_token", refusal.Challenge!.Status);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task After_a_refusal_the_next_attempt_over_the_same_connection_works(MailProtocol protocol)
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
    public async Task OAUTHBEARERs_challenge_is_acknowledged_with_one_octet(MailProtocol protocol)
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
    public async Task A_long_message_goes_on_a_line_of_its_own_in_SMTP()
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
    public async Task An_IMAP_server_without_SASL_IR_gets_the_message_when_it_asks()
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
    public async Task The_bare_entry_logs_in_with_the_mechanism_and_the_user_that_it_is_told(string? user, string expected)
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
    public async Task A_connection_of_our_own_names_its_server_in_OAUTHBEARER()
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
    public async Task A_mailbox_that_Exchange_does_not_connect_is_found_out(bool withBye, bool withLogger)
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

        // Without the logger and with a goodbye, only the goodbye's words are left.
        if (withLogger || !withBye) Assert.Equal(Problems.MailboxNotConnected, refusal.Problem);
        else Assert.Equal(Problems.LoginInterrupted, refusal.Problem);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_mailbox_that_cannot_be_opened_says_nothing_against_the_token(bool withLogger)
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
    public async Task An_IMAP_server_with_a_namespace_is_not_asked_again()
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
