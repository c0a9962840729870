using System.Net.Sockets;
using OAuthMail.Testing.Hosting;

namespace OAuthMail.Testing.Mail;

/// <summary>
/// Listens on one port. The listener can be closed and opened again while the port stays reserved.
/// </summary>
internal sealed class MailListener : IAsyncDisposable
{
    private readonly Action<Socket> _serve;
    private readonly bool _external;
    private ServerSockets _sockets;
    private CancellationTokenSource? _closing;
    private Task _accepting = Task.CompletedTask;

    public MailListener(Action<Socket> serve, int port, bool external)
    {
        _serve = serve;
        _external = external;
        _sockets = ServerSockets.Bind(port, external);
        Port = _sockets.Port;
        Open();
    }

    public int Port { get; }

    /// <summary>Starts to accept connections.</summary>
    public void Open()
    {
        foreach (var socket in _sockets.Sockets) socket.Listen(512);
        _closing = new CancellationTokenSource();
        _accepting = Task.WhenAll(_sockets.Sockets.Select(socket => AcceptAllAsync(socket, _closing.Token)));
    }

    /// <summary>Stops accepting connections. The port stays bound, so no other process can use it.</summary>
    public async Task CloseAsync()
    {
        await DisposeAsync().ConfigureAwait(false);
        _sockets = ServerSockets.Bind(Port, _external);
    }

    public async ValueTask DisposeAsync()
    {
        // The accept loop stops before the socket is disposed. A connection that is accepted in between would have no
        // owner.
        if (_closing is { } closing)
        {
            _closing = null;
            await closing.CancelAsync().ConfigureAwait(false);
            await _accepting.ConfigureAwait(false);
            closing.Dispose();
        }

        _sockets.Dispose();
    }

    private async Task AcceptAllAsync(Socket listener, CancellationToken cancellationToken)
    {
        await Task.Yield();
        while (!cancellationToken.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // The client disconnected before it was accepted.
                continue;
            }

            try
            {
                _serve(socket);
            }
            catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
            {
                // The client disconnected before it was served. Later clients are served nevertheless.
                socket.Dispose();
            }
        }
    }
}
