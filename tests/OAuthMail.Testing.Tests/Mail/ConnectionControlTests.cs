using System.Net.Sockets;

namespace OAuthMail.Testing.Tests.Mail;

/// <summary>Tests how connections are closed from the server side.</summary>
public sealed class ConnectionControlTests : ImapTests
{
    [Fact]
    public async Task All_connections_receive_the_final_reply_whatever_their_state()
    {
        var gate = new MailGate();
        Server.Faults.At(MailStage.AuthMiddle, MailFault.Hold(gate));
        await using var held = await ConnectedAsync();
        await held.LineAsync("1 AUTHENTICATE XOAUTH2 " + GoodToken);
        await gate.Reached.WaitAsync(TimeSpan.FromSeconds(20));
        await using var idle = await LoggedInAsync("SELECT INBOX");
        Assert.Equal("+ idling", await idle.AskAsync("1 IDLE"));
        await using var clear = await LineClient.ConnectAsync(Server.StartTls, Bench.Authority);
        Assert.StartsWith("* OK ", await clear.ReadAsync());
        Assert.Equal(3, Server.OpenConnections);

        Server.CloseConnections("* BYE Server shutting down");
        foreach (var client in new[] { held, idle, clear })
        {
            Assert.Equal("* BYE Server shutting down", await client.ReadAsync());
            Assert.Null(await client.ReadAsync());
        }

        await using var next = await LoggedInAsync("SELECT INBOX");
    }

    [Fact]
    public async Task A_client_in_its_TLS_handshake_is_closed_without_a_final_reply()
    {
        using var shaking = new TcpClient();
        await shaking.ConnectAsync(Server.ImplicitTls.Host, Server.ImplicitTls.Port);
        await using var client = await ConnectedAsync();
        Server.CloseConnections("* BYE Server shutting down");
        Assert.Equal("* BYE Server shutting down", await client.ReadAsync());
        Assert.Equal(0, await shaking.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task The_final_reply_is_sent_between_responses_and_never_within_one()
    {
        for (var i = 0; i < 300; i++)
            Alice.Inbox.Append(System.Text.Encoding.ASCII.GetBytes($"Subject: {i}\r\n\r\n{new string('x', 2000)}\r\n"));
        await using var client = await LoggedInAsync("SELECT INBOX");
        await client.LineAsync("c FETCH 1:300 BODY.PEEK[]");
        Assert.StartsWith("* 1 FETCH ", await client.ReadAsync());
        Server.CloseConnections("* BYE Enough");
        var rest = await client.ReadUntilAsync(l => l == "* BYE Enough" || l.StartsWith("c OK", StringComparison.Ordinal));
        if (rest[^1] != "* BYE Enough") Assert.Equal("* BYE Enough", await client.ReadAsync());
        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task A_paused_server_refuses_connections_and_resumes_on_its_ports()
    {
        var (implicitTls, startTls) = (Server.ImplicitTls.Port, Server.StartTls.Port);
        await using var client = await LoggedInAsync();
        await Server.PauseAsync("* BYE Going down");
        Assert.Equal(0, Server.OpenConnections);
        Assert.Equal("* BYE Going down", await client.ReadAsync());
        for (var i = 0; i < 3; i++)
        {
            foreach (var endpoint in new[] { Server.ImplicitTls, Server.StartTls })
            {
                var rejected = await Assert.ThrowsAsync<SocketException>(() => LineClient.ConnectAsync(endpoint, Bench.Authority));
                Assert.Equal(SocketError.ConnectionRefused, rejected.SocketErrorCode);
            }
        }

        await Server.PauseAsync();
        await Server.ResumeAsync();
        await Server.ResumeAsync();
        Assert.Equal((implicitTls, startTls), (Server.ImplicitTls.Port, Server.StartTls.Port));
        await using var second = await LoggedInAsync("SELECT INBOX");
        await using var clear = await LineClient.ConnectAsync(Server.StartTls, Bench.Authority);
        Assert.StartsWith("* OK ", await clear.ReadAsync());
        Assert.Equal((3, 2), (Server.Connections, Server.OpenConnections));
    }

    [Fact]
    public async Task A_pause_without_a_final_reply_cuts_connections_and_a_paused_server_can_be_disposed()
    {
        using var smtp = new SmtpTestServer(Bench.Store, Bench.Tokens, Bench.Authority);
        await using var client = await LineClient.ConnectAsync(smtp.ImplicitTls, Bench.Authority);
        await client.ReadAsync();
        await smtp.PauseAsync();
        Assert.Null(await client.ReadAsync());
        await smtp.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => smtp.ResumeAsync());
    }

    [Fact]
    public async Task Clients_that_connect_during_pauses_are_served_or_refused()
    {
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    await using var client = await LineClient.ConnectAsync(Server.StartTls, Bench.Authority);
                    await client.ReadAsync();
                }
                catch (SocketException)
                {
                    // The server rejected the connection.
                }
            }
        })).ToArray();
        for (var i = 0; i < 10; i++)
        {
            await Server.PauseAsync(i % 2 == 0 ? "* BYE" : null);
            Assert.Equal(0, Server.OpenConnections);
            await Server.ResumeAsync();
        }

        await stop.CancelAsync();
        await Task.WhenAll(clients);
        await using var last = await ConnectedAsync();
    }
}
