using System.Net;
using System.Net.Sockets;
using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.Tests.Wire;

/// <summary>
/// An HTTP client whose connections go to another port, such as that of a relay. Each request uses a new connection by default.
/// </summary>
internal sealed class RelayedHttp : IDisposable
{
    private readonly HttpClient _client;
    private int _connectionAttempts;

    public RelayedHttp(
        TestCertificateAuthority authority, FaultRelay relay, bool keepsConnections = false,
        DecompressionMethods decompression = DecompressionMethods.None)
    {
        Destination = relay.Endpoint;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = decompression,
            PooledConnectionLifetime = keepsConnections ? Timeout.InfiniteTimeSpan : TimeSpan.Zero,
            ConnectCallback = async (_, cancellationToken) => await ConnectAsync(cancellationToken),
        };
        handler.SslOptions.RemoteCertificateValidationCallback = authority.ValidationCallback;
        _client = new HttpClient(handler);
        Http = OAuthHttp.FromClientWithoutRedirects(_client);
    }

    public OAuthHttp Http { get; }

    /// <summary>Gets or sets the destination of the connections.</summary>
    public IPEndPoint Destination { get; set; }

    /// <summary>Gets the number of attempted connections.</summary>
    public int ConnectionAttempts => Volatile.Read(ref _connectionAttempts);

    public void Dispose()
    {
        Http.Dispose();
        _client.Dispose();
    }

    private async Task<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _connectionAttempts);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(Destination, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
