using System.Net;
using System.Net.Sockets;

namespace OAuthMail.Testing.Authorization;

/// <summary>
/// Takes one free port on both loopback addresses, so that <c>localhost</c>, whichever address it comes to first, reaches the
/// server that took it and no other.
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
                // The machine knows the protocol, but has no address of it.
                return new LoopbackSockets(sockets, port);
            }
        }
    }

    /// <summary>Hands a bound socket over to whoever listens on it.</summary>
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
