using System.Net;
using System.Net.Sockets;

namespace OAuthMail.IntegrationTests.Servers;

/// <summary>The ports of the servers, which were free on both loopback addresses when they were selected.</summary>
internal sealed class Ports
{
    private readonly Dictionary<string, int> _ports = [];

    public Ports(params string[] names)
    {
        var held = new List<TcpListener>();
        try
        {
            foreach (var name in names) _ports[name] = Choose(held);
        }
        finally
        {
            foreach (var listener in held) listener.Dispose();
        }
    }

    public int this[string name] => _ports[name];

    private static int Choose(List<TcpListener> held)
    {
        while (true)
        {
            var first = new TcpListener(IPAddress.Loopback, 0);
            first.Start();
            held.Add(first);
            var port = ((IPEndPoint)first.LocalEndpoint).Port;
            var second = new TcpListener(IPAddress.Parse("127.0.0.2"), port);
            try
            {
                second.Start();
                held.Add(second);
                return port;
            }
            catch (SocketException)
            {
                second.Dispose();
            }
        }
    }
}
