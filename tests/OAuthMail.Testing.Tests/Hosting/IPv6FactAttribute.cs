using System.Net;
using System.Net.Sockets;

namespace OAuthMail.Testing.Tests.Hosting;

/// <summary>A test that requires an IPv6 loopback address. It is skipped on machines without one.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class IPv6FactAttribute : FactAttribute
{
    public IPv6FactAttribute()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        }
        catch (SocketException)
        {
            Skip = "The machine has no IPv6 loopback address.";
        }
    }
}
