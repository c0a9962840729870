using MailKit;
using MailKit.Net.Smtp;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Authentication;

/// <summary>Connections that are lost during a login, invalid replies, and callers that cancel.</summary>
public sealed class InterruptedLoginTests : ScriptedTest
{
    public static TheoryData<MailProtocol, int, bool> Moments
    {
        get
        {
            var moments = new TheoryData<MailProtocol, int, bool>();
            foreach (var protocol in new[] { MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3 })
            {
                for (var moment = 0; moment < 3; moment++)
                {
                    moments.Add(protocol, moment, true);
                    moments.Add(protocol, moment, false);
                }
            }

            return moments;
        }
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Lost_connection_is_not_reported_as_a_rejected_token(MailProtocol protocol, int moment, bool reset)
    {
        var script = ScriptTo(protocol, moment);

        // A reset that is too early would discard the greeting.
        if (reset && moment == 0) script = script.Read();
        await using var peer = Serve(reset ? script.Cut() : script.Close());
        using var client = await ConnectAsync(protocol, peer);
        var tokens = Tokens("the-first-token", "the-second-token");
        var failure = await Assert.ThrowsAsync<MailServerException>(() => client.AuthenticateAsync(tokens, Address));

        // The challenge has rejected the token, so a new one was acquired for the next connection.
        Assert.Equal(moment == 2 ? Problems.ReconnectNeeded : Problems.LoginInterrupted, failure.Problem);
        Assert.Equal(moment == 2 ? 2 : 1, tokens.Requests.Count);
        Assert.False(client.IsConnected);
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Invalid_reply_fails_the_login_with_a_problem_of_the_catalogue(MailProtocol protocol, int moment, bool text)
    {
        byte[] garbage = text ? "!!! this is no mail server\r\n"u8.ToArray() : [0, 255, 254, 13, 10, 200, 1, 2, 13, 10];
        await using var peer = Serve(ScriptTo(protocol, moment).SendRaw(garbage).Close());
        using var client = await ConnectAsync(protocol, peer);
        var tokens = Tokens("the-first-token");
        var failure = await Assert.ThrowsAsync<MailServerException>(() => client.AuthenticateAsync(tokens, Address));
        Assert.True(
            moment == 2
                ? failure.Problem == Problems.TokenRefused
                : failure.Problem == Problems.ServerReplyInvalid || failure.Problem == Problems.LoginInterrupted
                    || failure.Problem == Problems.LoginMessageRefused,
            failure.Problem.Code);
        Assert.DoesNotContain("the-first-token", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Endless_challenges_fail_the_login(MailProtocol protocol)
    {
        var script = new MailPeerScript().Greet(protocol).TakeMessage(protocol).Challenge(protocol);
        for (var i = 0; i < 5; i++) script = script.Send((protocol == MailProtocol.Smtp ? "334 " : "+ ") + LoginScripts.JsonBase64).Read();
        await using var peer = Serve(script.Close());
        using var client = await ConnectAsync(protocol, peer);
        var failure = await Assert.ThrowsAsync<MailServerException>(() => client.AuthenticateAsync(Tokens("the-first-token"), Address));
        Assert.True(failure.Problem.Kind is ProblemKind.Protocol or ProblemKind.TokenRefused or ProblemKind.Transient, failure.ToString());
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Challenge_that_is_not_base64_fails_the_login(MailProtocol protocol)
    {
        await using var peer = Serve(
            new MailPeerScript().Greet(protocol).TakeMessage(protocol).Send(protocol == MailProtocol.Smtp ? "334 %%%" : "+ %%%").Read()
                .Refuse(protocol));
        using var client = await ConnectAsync(protocol, peer);
        var failure = await Assert.ThrowsAsync<MailServerException>(() => client.AuthenticateAsync(Tokens("the-first-token"), Address));
        Assert.Null(failure.Challenge);
        Assert.True(failure.Problem.Kind is ProblemKind.Protocol or ProblemKind.TokenRefused, failure.ToString());
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Silent_server_exceeds_the_clients_time_out(MailProtocol protocol)
    {
        await using var peer = Serve(ScriptTo(protocol, 1));
        using var client = await ConnectAsync(protocol, peer);
        client.Timeout = 300;
        var failure = await Assert.ThrowsAsync<MailServerException>(() => client.AuthenticateAsync(Tokens("the-first-token"), Address));
        Assert.Equal(Problems.MailServerSilent, failure.Problem);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Login_over_a_callers_connection_has_its_own_time_limit(MailProtocol protocol)
    {
        await using var peer = Serve(ScriptTo(protocol, 1));
        using var client = await ConnectAsync(protocol, peer);
        var options = new MailLoginOptions { LoginTimeout = TimeSpan.FromMilliseconds(300) };
        var failure = await Assert.ThrowsAsync<MailServerException>(
            () => client.AuthenticateAsync(Tokens("the-first-token"), Address, options));
        Assert.Equal(Problems.MailServerSilent, failure.Problem);
        Assert.Contains("did not complete within 0.3 seconds", failure.Message, StringComparison.Ordinal);

        options.LoginTimeout = TimeSpan.Zero;
        await Assert.ThrowsAsync<MailConfigurationException>(() => client.AuthenticateAsync(Tokens("the-first-token"), Address, options));
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Server_without_OAuth_mechanisms_receives_no_token(MailProtocol protocol)
    {
        await using var peer = Serve(new MailPeerScript().Greet(protocol, "PLAIN LOGIN"));
        using var client = await ConnectAsync(protocol, peer);
        var tokens = Tokens("the-first-token");
        var failure = await Assert.ThrowsAsync<MailServerException>(() => client.AuthenticateAsync(tokens, Address));
        Assert.Equal(Problems.MechanismMissing, failure.Problem);
        Assert.Contains("LOGIN, PLAIN", failure.Message, StringComparison.Ordinal);
        Assert.Empty(tokens.Requests);
    }

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Login_can_be_canceled_at_each_step_and_closes_the_connection(MailProtocol protocol, int moment, bool bare)
    {
        var gone = new TaskCompletionSource();
        await using var peer = Serve(ScriptTo(protocol, moment).Hold(gone.Task));
        using var client = NewClient(protocol);
        using var cancellation = new CancellationTokenSource();
        var login = bare ? BareAsync() : client.ConnectAsync(AccountAt(peer.Endpoint), Tokens("the-first-token"), cancellation.Token);
        if (moment > 0) await ReachedAsync(peer, protocol, moment, login);
        await cancellation.CancelAsync();
        if (moment > 0) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => login);
        else await Record.ExceptionAsync(() => login);
        gone.SetResult();
        if (!bare || moment > 0) Assert.False(client.IsConnected);

        async Task BareAsync()
        {
            await client.ConnectAsync(
                peer.Endpoint.Host, peer.Endpoint.Port, global::MailKit.Security.SecureSocketOptions.SslOnConnect, CancellationToken.None);
            await client.AuthenticateAsync(Tokens("the-first-token"), Address, cancellation.Token);
        }
    }

    [Fact]
    public async Task Wait_for_a_token_can_be_canceled_before_a_connection_is_opened()
    {
        await using var peer = Serve(new MailPeerScript());
        using var client = NewClient(MailProtocol.Smtp);
        using var cancellation = new CancellationTokenSource();
        var tokens = new NeverTokens();
        var login = client.ConnectAsync(AccountAt(peer.Endpoint), tokens, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => login);
        Assert.Empty(peer.Connections);
    }

    [Fact]
    public async Task AuthenticateAsync_requires_a_connection_with_TLS_and_without_a_login()
    {
        using var unconnected = new SmtpClient();
        await Assert.ThrowsAsync<ServiceNotConnectedException>(() => unconnected.AuthenticateAsync(Tokens("abc"), Address));
        await Assert.ThrowsAsync<ArgumentException>(() => unconnected.AuthenticateAsync(Tokens("abc"), " "));

        var tokens = Tokens("abc");
        await using var clear = new ScriptedMailPeer(TlsMode.StartTls, null, new MailPeerScript().Greet(MailProtocol.Smtp));
        using var client = new SmtpClient();
        await client.ConnectAsync(clear.Endpoint.Host, clear.Endpoint.Port, global::MailKit.Security.SecureSocketOptions.None);
        var failure = await Assert.ThrowsAsync<MailServerException>(() => client.AuthenticateAsync(tokens, Address));
        Assert.Equal(Problems.ConnectionNotEncrypted, failure.Problem);
        Assert.Empty(tokens.Requests);

        await using var peer = Serve(
            new MailPeerScript().Greet(MailProtocol.Smtp).TakeMessage(MailProtocol.Smtp).Accept(MailProtocol.Smtp));
        using var connected = await ConnectAsync(MailProtocol.Smtp, peer);
        await connected.AuthenticateAsync(tokens, Address);
        await Assert.ThrowsAsync<InvalidOperationException>(() => connected.AuthenticateAsync(tokens, Address));
        await Assert.ThrowsAsync<InvalidOperationException>(() => connected.ConnectAsync(AccountAt(peer.Endpoint), tokens));
    }

    /// <summary>Creates a script up to the AUTH command, the login message, or the acknowledgement of the challenge.</summary>
    private static MailPeerScript ScriptTo(MailProtocol protocol, int moment)
    {
        var script = new MailPeerScript().Greet(protocol, "XOAUTH2");
        return moment switch
        {
            0 => script,
            1 => script.TakeMessage(protocol),
            _ => script.TakeMessage(protocol).Challenge(protocol),
        };
    }

    private static async Task ReachedAsync(ScriptedMailPeer peer, MailProtocol protocol, int moment, Task login)
    {
        var lines = (protocol switch { MailProtocol.Smtp => 2, MailProtocol.Imap => 1, _ => 3 }) + (moment == 2 ? 1 : 0);
        while (!login.IsCompleted && (peer.Connections.Count == 0 || peer.Connections[0].ClientLines.Count < lines)) await Task.Yield();
    }

    private sealed class NeverTokens : IAccessTokenProvider
    {
        public async ValueTask<AccessToken> GetAccessTokenAsync(
            AccessTokenRequest request = default, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        }
    }
}
