using System.Net;
using System.Net.Sockets;

namespace OAuthMail.Testing.Mail;

/// <summary>One port of the loopback interface, which can be closed and opened again while the server keeps it.</summary>
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

    /// <summary>Takes connections.</summary>
    public void Open()
    {
        _socket.Listen(512);
        _closing = new CancellationTokenSource();
        _accepting = AcceptAllAsync(_socket, _closing.Token);
    }

    /// <summary>Refuses connections. Nobody else gets the port: it stays bound, and nothing listens on it.</summary>
    public async Task CloseAsync()
    {
        await DisposeAsync().ConfigureAwait(false);
        _socket = Bind(Port);
    }

    public async ValueTask DisposeAsync()
    {
        // The wait ends before the socket does: a connection that is accepted in the moment of its end would belong to nobody.
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
                // The client was gone before it was accepted.
                continue;
            }

            try
            {
                _serve(socket);
            }
            catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
            {
                // The client was gone before it was served. Those that come after it are served all the same.
                socket.Dispose();
            }
        }
    }
}
