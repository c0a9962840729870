using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OAuthMail.Networking;

/// <summary>The mail server's address in a request to a proxy: a host name if possible, because the proxy then resolves it.</summary>
internal sealed class ProxyTarget
{
    private ProxyTarget(string host, IPAddress? address, int port)
    {
        Host = host;
        Address = address;
        Port = port;
    }

    /// <summary>Gets the host name in ASCII, or the address without its zone, which is valid only on this machine.</summary>
    public string Host { get; }

    /// <summary>Gets the address, or <see langword="null"/> if the host is a name.</summary>
    public IPAddress? Address { get; }

    public int Port { get; }

    /// <summary>Gets the host and port in the format of RFC 9110 section 9.3.6.</summary>
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
            throw new WireException(
                Problems.HostNotFound, $"The host name '{endpoint.Host}' can't be converted to ASCII, which the proxy requires.", null,
                failure);
        }
    }

    public static ProxyTarget At(IPAddress address, int port)
    {
        var plain = new IPAddress(address.GetAddressBytes());
        return new ProxyTarget(plain.ToString(), plain, port);
    }
}
