using System.Net;
using System.Net.Sockets;

namespace OAuthMail.Testing.Mail;

/// <summary>
/// Listens on one loopback port. The listener can be closed and opened again while the port stays reserved.
/// </summary>
internal sealed class MailListener : IAsyncDisposable
{
    private readonly Action<Socket> _serve;
    private Socket _socket;
    private CancellationTokenSource? _closing;
    private Task _accepting = Task.CompletedTask;

    public MailListener(Action<Socket> serve)
    {
        _serve = serve;
        _socket = Bind(0);
        Port = ((IPEndPoint)_socket.LocalEndPoint!).Port;
        Open();
    }

    public int Port { get; }

    /// <summary>Starts to accept connections.</summary>
    public void Open()
    {
        _socket.Listen(512);
        _closing = new CancellationTokenSource();
        _accepting = AcceptAllAsync(_socket, _closing.Token);
    }

    /// <summary>Stops accepting connections. The port stays bound, so no other process can use it.</summary>
    public async Task CloseAsync()
    {
        await DisposeAsync().ConfigureAwait(false);
        _socket = Bind(Port);
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

        _socket.Dispose();
    }

    private static Socket Bind(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
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
