using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace OAuthMail.Tests.Networking;

/// <summary>
/// A proxy on the loopback interface. It resolves every name to the loopback address, and records the requests.
/// </summary>
internal sealed class ProxyServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly ConcurrentDictionary<Socket, bool> _tunnels = new();
    private readonly TaskCompletionSource _received = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ProxyServerProtocol _protocol;
    private readonly Task _accepting;
    private int _accepted;

    public ProxyServer(ProxyServerProtocol protocol)
    {
        _protocol = protocol;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Gets or sets the required login, or <see langword="null"/> if none. SOCKS 4 checks only the user name.</summary>
    public NetworkCredential? Login { get; set; }

    /// <summary>Gets or sets the TLS certificate, or <see langword="null"/> for no TLS.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Gets or sets the SOCKS code or HTTP status of a rejection, or <see langword="null"/> to accept requests.</summary>
    public int? Refusal { get; set; }

    /// <summary>Gets or sets the bytes to send instead of a valid reply. The proxy then closes the connection.</summary>
    public byte[]? Answer { get; set; }

    /// <summary>Gets or sets whether the proxy reads requests without a reply.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Gets a task that completes when a silent proxy has received data.</summary>
    public Task Received => _received.Task;

    /// <summary>Gets all requests in order, including rejected ones.</summary>
    public ConcurrentQueue<ProxyServerRequest> Requests { get; } = new();

    /// <summary>Gets the number of connections, including those whose login was rejected.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Closes all open connections.</summary>
    public void CutConnections()
    {
        foreach (var socket in _tunnels.Keys) socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _accepted);
                var serving = ServeAsync(client);
                _connections[serving] = true;
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The test has finished.
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var ended = client;
        _tunnels[client.Client] = true;
        try
        {
            var from = ((IPEndPoint)client.Client.RemoteEndPoint!).Address.ToString();
            await using var stream = await BeginAsync(client.GetStream());
            if (Answer is not null || IsSilent) await AnswerAsync(stream);
            else await RelayAsync(stream, await DialogueAsync(stream, from));
        }
        catch (Exception e) when (
            e is IOException or SocketException or OperationCanceledException or ObjectDisposedException
                or AuthenticationException or ProxyServerRejectionException)
        {
            // The client, the mail server, the test or this proxy has closed the connection.
        }

        _tunnels.TryRemove(client.Client, out _);
    }

    private async Task<Stream> BeginAsync(NetworkStream stream)
    {
        if (Certificate is null) return stream;
        var encrypted = new SslStream(stream);
        await encrypted.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, _stop.Token);
        return encrypted;
    }

    private async Task AnswerAsync(Stream stream)
    {
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer, _stop.Token) > 0)
        {
            if (IsSilent)
            {
                _received.TrySetResult();
                continue;
            }

            await stream.WriteAsync(Answer!, _stop.Token);
            return;
        }
    }

    private async Task<(string Host, int Port)> DialogueAsync(Stream stream, string from)
    {
        var request = _protocol switch
        {
            ProxyServerProtocol.Socks4 => await ProxyServerSocks.ReadVersion4Async(stream, from, _stop.Token),
            ProxyServerProtocol.Socks5 => await ProxyServerSocks.ReadVersion5Async(stream, from, Login, _stop.Token),
            _ => await ProxyServerHttp.ReadAsync(stream, from, Login, _stop.Token),
        };
        Requests.Enqueue(request);
        var refusal = Refusal;
        if (_protocol == ProxyServerProtocol.Socks4 && Login is not null && Login.UserName != request.UserName) refusal ??= 93;
        await (_protocol switch
        {
            ProxyServerProtocol.Socks4 => ProxyServerSocks.ReplyVersion4Async(stream, refusal, _stop.Token),
            ProxyServerProtocol.Socks5 => ProxyServerSocks.ReplyVersion5Async(stream, refusal, _stop.Token),
            _ => ProxyServerHttp.ReplyAsync(stream, refusal, _stop.Token),
        });
        return refusal is null ? (request.Host, request.Port) : throw new ProxyServerRejectionException();
    }

    private async Task RelayAsync(Stream client, (string Host, int Port) target)
    {
        using var server = new TcpClient(AddressFamily.InterNetwork);
        await server.ConnectAsync(
            IPAddress.TryParse(target.Host, out var address) ? address : IPAddress.Loopback, target.Port, _stop.Token);
        await using var stream = server.GetStream();
        using var oneEnded = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        Task[] copies = [client.CopyToAsync(stream, oneEnded.Token), stream.CopyToAsync(client, oneEnded.Token)];
        await Task.WhenAny(copies);
        await oneEnded.CancelAsync();
        await Task.WhenAll(copies);
    }
}
