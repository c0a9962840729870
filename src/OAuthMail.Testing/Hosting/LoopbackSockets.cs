using System.Net;
using System.Net.Sockets;

namespace OAuthMail.Testing.Hosting;

/// <summary>
/// Binds one free port on the IPv4 and the IPv6 loopback address, so that <c>localhost</c> reaches this server
/// whichever address it resolves to.
/// </summary>
internal sealed class LoopbackSockets : IDisposable
{
    private const int Attempts = 20;

    private readonly Dictionary<IPAddress, Socket> _sockets;

    private LoopbackSockets(Dictionary<IPAddress, Socket> sockets, int port)
    {
        _sockets = sockets;
        Port = port;
    }

    public int Port { get; }

    public IEnumerable<IPAddress> Addresses => _sockets.Keys;

    public static LoopbackSockets Bind()
    {
        for (var attempt = 1; ; attempt++)
        {
            var first = Bind(IPAddress.Loopback, 0);
            var port = ((IPEndPoint)first.LocalEndPoint!).Port;
            var sockets = new Dictionary<IPAddress, Socket> { [IPAddress.Loopback] = first };
            try
            {
                if (Socket.OSSupportsIPv6) sockets[IPAddress.IPv6Loopback] = Bind(IPAddress.IPv6Loopback, port);
                return new LoopbackSockets(sockets, port);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse && attempt < Attempts)
            {
                first.Dispose();
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
            {
                // The operating system supports IPv6, but the machine has no IPv6 loopback address.
                return new LoopbackSockets(sockets, port);
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
