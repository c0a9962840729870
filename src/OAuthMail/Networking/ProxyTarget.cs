using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OAuthMail.Networking;

/// <summary>A mail server as a proxy is told of it: by its name where the protocol takes names, so that the proxy resolves it.</summary>
internal sealed class ProxyTarget
{
    private ProxyTarget(string host, IPAddress? address, int port)
    {
        Host = host;
        Address = address;
        Port = port;
    }

    /// <summary>The host in ASCII, or an address without its zone, which means nothing elsewhere.</summary>
    public string Host { get; }

    /// <summary>The host where it is an address; null where it is a name.</summary>
    public IPAddress? Address { get; }

    public int Port { get; }

    /// <summary>The host and the port as RFC 9110 section 9.3.6 has them.</summary>
    public string Authority => Address?.AddressFamily == AddressFamily.InterNetworkV6
        ? string.Format(CultureInfo.InvariantCulture, "[{0}]:{1}", Host, Port)
        : string.Format(CultureInfo.InvariantCulture, "{0}:{1}", Host, Port);

    public static ProxyTarget Create(MailEndpoint endpoint)
    {
        if (IPAddress.TryParse(endpoint.Host, out var literal)) return At(literal, endpoint.Port);
        try
        {
            var ascii = WireText.IsAscii(endpoint.Host) ? endpoint.Host : new IdnMapping().GetAscii(endpoint.Host);
            return new ProxyTarget(ascii, null, endpoint.Port);
        }
        catch (ArgumentException failure)
        {
            throw new WireException(Problems.HostNotFound, $"'{endpoint.Host}' has no form that a proxy understands.", null, failure);
        }
    }

    public static ProxyTarget At(IPAddress address, int port)
    {
        var plain = new IPAddress(address.GetAddressBytes());
        return new ProxyTarget(plain.ToString(), plain, port);
    }
}
