using System.Net;
using OAuthMail.Tests;

namespace OAuthMail.IntegrationTests.Servers;

/// <summary>The ports of the servers, which were free on both loopback addresses when they were selected.</summary>
internal sealed class Ports
{
    private readonly Dictionary<string, int> _ports = [];

    public Ports(params string[] names)
    {
        foreach (var name in names)
        {
            int port;
            do port = FreePort.Find(IPAddress.Loopback, IPAddress.Parse("127.0.0.2"));
            while (_ports.ContainsValue(port));
            _ports[name] = port;
        }
    }

    public int this[string name] => _ports[name];
}
