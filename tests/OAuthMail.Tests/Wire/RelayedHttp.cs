using System.Net;
using System.Net.Sockets;
using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.Tests.Wire;

/// <summary>
/// HTTP whose connections lead elsewhere than the address says: to a relay, for instance. Each request has a connection of its own,
/// unless it is told otherwise.
/// </summary>
internal sealed class RelayedHttp : IDisposable
{
    private readonly HttpClient _client;
    private int _dials;

    public RelayedHttp(
        TestCertificateAuthority authority, FaultRelay relay, bool keepsConnections = false,
        DecompressionMethods decompression = DecompressionMethods.None)
    {
        Way = relay.Endpoint;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = decompression,
            PooledConnectionLifetime = keepsConnections ? Timeout.InfiniteTimeSpan : TimeSpan.Zero,
            ConnectCallback = async (_, cancellationToken) => await DialAsync(cancellationToken),
        };
        handler.SslOptions.RemoteCertificateValidationCallback = authority.ValidationCallback;
        _client = new HttpClient(handler);
        Http = OAuthHttp.FromClientWithoutRedirects(_client);
    }

    public OAuthHttp Http { get; }

    /// <summary>Where connections lead to.</summary>
    public IPEndPoint Way { get; set; }

    /// <summary>How many connections were tried.</summary>
    public int Dials => Volatile.Read(ref _dials);

    public void Dispose()
    {
        Http.Dispose();
        _client.Dispose();
    }

    private async Task<Stream> DialAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _dials);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(Way, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
