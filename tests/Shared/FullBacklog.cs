using System.Net;
using System.Net.Sockets;

namespace OAuthMail.Tests.Shared;

/// <summary>
/// A port whose listen queue is full. Linux then does not respond to further connection attempts.
/// </summary>
internal sealed class FullBacklog : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<TcpClient> _others;
    private readonly List<Task> _connecting;

    private FullBacklog()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(0);
        Endpoint = (IPEndPoint)_listener.LocalEndPoint!;

        // These connections fill the queue.
        _others = Enumerable.Range(0, 8).Select(_ => new TcpClient(AddressFamily.InterNetwork)).ToList();
        _connecting = _others.ConvertAll(client => client.ConnectAsync(Endpoint.Address, Endpoint.Port));
    }

    public IPEndPoint Endpoint { get; }

    public static async Task<FullBacklog> CreateAsync()
    {
        var full = new FullBacklog();
        await Task.WhenAny(full._connecting);
        return full;
    }

    public async ValueTask DisposeAsync()
    {
        _others.ForEach(client => client.Dispose());
        foreach (var task in _connecting) await Record.ExceptionAsync(() => task);
        _listener.Dispose();
    }
}
