using System.Text;
using OAuthMail.Testing.Tests.Mail;
using OAuthMail.Tests.Shared;

namespace OAuthMail.Testing.Tests.Shared;

public sealed class ScriptedMailPeerTests : IDisposable
{
    private readonly TestCertificateAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task A_script_runs_through_STARTTLS_to_its_end_and_counts_round_trips()
    {
        var gate = new TaskCompletionSource();
        await using var peer = new ScriptedMailPeer(TlsMode.StartTls, _authority, new MailPeerScript()
            .Send("220 ready").Expect("STARTTLS").Send("220 go").StartTls()
            .Expect("EHLO *").Send("250-me", "250 AUTH XOAUTH2").Expect("AUTH XOAUTH2 *=").Hold(gate.Task).Send("235 in")
            .Expect("DATA").Send("354 go").ExpectMessage().Send("250 taken").Cut());
        await using var client = await LineClient.ConnectAsync(peer.Endpoint, _authority);
        await client.ReadAsync();
        await client.AskAsync("STARTTLS");
        await client.StartTlsAsync(_authority);
        Assert.Equal(["250-me", "250 AUTH XOAUTH2"], await client.AskAsync("EHLO you", l => l[3] == ' '));
        await client.LineAsync("AUTH XOAUTH2 abc=");
        var answer = client.ReadAsync();
        Assert.False(answer.IsCompleted);
        gate.SetResult();
        Assert.Equal("235 in", await answer);
        await client.AskAsync("DATA");
        Assert.Equal("250 taken", await client.AskAsync("Subject: x\r\n\r\n."));
        Assert.Null(await client.ReadAsync());
        peer.Verify();
        Assert.Equal(5, peer.Connections[0].RoundTrips);
        Assert.Equal(["STARTTLS", "EHLO you", "AUTH XOAUTH2 abc=", "DATA", "Subject: x", "", "."], peer.Connections[0].ClientLines);
        Assert.Contains("AUTH", Encoding.ASCII.GetString(peer.Received.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_deviation_is_reported_with_its_position()
    {
        var peer = new ScriptedMailPeer(TlsMode.Implicit, _authority, new MailPeerScript().Send("+OK").Expect("CAPA").Send("-ERR"));
        await using var client = await LineClient.ConnectAsync(peer.Endpoint, _authority);
        await client.ReadAsync();
        Assert.Null(await client.AskAsync("QUIT"));
        Assert.Equal("Connection 1, step 2, Expect(CAPA): the client sent: QUIT", Assert.Throws<DeviationException>(peer.Verify).Message);
        await Assert.ThrowsAsync<DeviationException>(async () => await peer.DisposeAsync());
    }

    [Fact]
    public async Task Each_connection_has_its_script_and_only_Verify_reports_an_early_end()
    {
        await using var peer = new ScriptedMailPeer(
            TlsMode.Implicit, _authority, new MailPeerScript().Send("first").Close(), new MailPeerScript().Send("next").Expect("A"));
        await using (var client = await LineClient.ConnectAsync(peer.Endpoint, _authority))
        {
            Assert.Equal("first", await client.ReadAsync());
            Assert.Null(await client.ReadAsync());
        }

        peer.Verify();
        for (var i = 0; i < 2; i++)
        {
            await using var client = await LineClient.ConnectAsync(peer.Endpoint, _authority);
            Assert.Equal("next", await client.ReadAsync());
        }

        Assert.StartsWith("Connection 2, step 2, Expect(A): ", Assert.Throws<DeviationException>(peer.Verify).Message);
    }
}
