using System.Net;
using System.Net.Sockets;

namespace OAuthMail.Testing.Hosting;

/// <summary>
/// Binds one port on IPv4 and IPv6, so that a name reaches this server whichever address it resolves to: on the loopback
/// addresses, or on all addresses if other machines are to reach the server.
/// </summary>
internal sealed class ServerSockets : IDisposable
{
    private const int Attempts = 20;

    private readonly Dictionary<IPAddress, Socket> _sockets;

    private ServerSockets(Dictionary<IPAddress, Socket> sockets, int port)
    {
        _sockets = sockets;
        Port = port;
    }

    public int Port { get; }

    public IEnumerable<IPAddress> Addresses => _sockets.Keys;

    public IEnumerable<Socket> Sockets => _sockets.Values;

    /// <summary>Binds a port.</summary>
    /// <param name="port">The port, or 0 for a free one.</param>
    /// <param name="external">Whether other machines may connect.</param>
    /// <exception cref="IOException">The port is in use, or needs permissions that this process does not have.</exception>
    public static ServerSockets Bind(int port, bool external)
    {
        var (four, six) = external ? (IPAddress.Any, IPAddress.IPv6Any) : (IPAddress.Loopback, IPAddress.IPv6Loopback);
        for (var attempt = 1; ; attempt++)
        {
            var first = BindGiven(four, port);
            var bound = ((IPEndPoint)first.LocalEndPoint!).Port;
            var sockets = new Dictionary<IPAddress, Socket> { [four] = first };
            try
            {
                if (Socket.OSSupportsIPv6) sockets[six] = Bind(six, bound);
                return new ServerSockets(sockets, bound);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse && port == 0 && attempt < Attempts)
            {
                first.Dispose();
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
            {
                // The operating system supports IPv6, but the machine has no such address.
                return new ServerSockets(sockets, bound);
            }
            catch (SocketException e)
            {
                first.Dispose();
                throw Failure(bound, e);
            }
        }
    }

    /// <summary>Returns the bound socket for an address and transfers its ownership to the caller.</summary>
    public Socket Take(EndPoint endPoint) =>
        endPoint is IPEndPoint ip && _sockets.Remove(ip.Address, out var socket)
            ? socket
            : throw new InvalidOperationException($"No socket is bound for {endPoint}.");

    public void Dispose()
    {
        foreach (var socket in _sockets.Values) socket.Dispose();
    }

    private static Socket BindGiven(IPAddress address, int port)
    {
        try
        {
            return Bind(address, port);
        }
        catch (SocketException e)
        {
            throw Failure(port, e);
        }
    }

    private static IOException Failure(int port, SocketException e) =>
        new($"The test server cannot listen on port {port}: {e.Message}. Use another port, or 0 for a free one.", e);

    private static Socket Bind(IPAddress address, int port)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
