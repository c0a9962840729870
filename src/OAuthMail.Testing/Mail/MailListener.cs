using System.Net;
using System.Net.Sockets;

namespace OAuthMail.Testing.Mail;

/// <summary>One port of the loopback interface, which can be closed and opened again while the server keeps it.</summary>
internal sealed class MailListener : IAsyncDisposable
{
    private readonly Action<Socket> _serve;
    private Socket _socket;
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
        _accepting = AcceptAllAsync(_socket);
    }

    /// <summary>Refuses connections. Nobody else gets the port: it stays bound, and nothing listens on it.</summary>
    public async Task CloseAsync()
    {
        await DisposeAsync().ConfigureAwait(false);
        _socket = Bind(Port);
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _accepting.ConfigureAwait(false);
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

    private async Task AcceptAllAsync(Socket listener)
    {
        await Task.Yield();
        while (true)
        {
            try
            {
                _serve(await listener.AcceptAsync().ConfigureAwait(false));
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return;
            }
            catch (SocketException)
            {
                // The client was gone before it was accepted.
            }
        }
    }
}
