using System.Net.Sockets;
using System.Text;

namespace OAuthMail.Networking;

/// <summary>
/// Opens a tunnel with SOCKS 4 or 4a. No standard exists. The authors describe the protocol at
/// https://www.openssh.com/txt/socks4.protocol and https://www.openssh.com/txt/socks4a.protocol.
/// </summary>
internal sealed class Socks4Tunnel(MailProxy proxy, WireConnection connection) : ProxyTunnel(proxy, connection)
{
    private const byte Version = 4;
    private const byte Connect = 1;
    private const byte Granted = 90;
    private const byte Rejected = 91;
    private const byte IdentUnreachable = 92;
    private const byte IdentDiffers = 93;

    /// <summary>An invalid address, which tells the proxy that a host name follows (SOCKS 4a).</summary>
    private static readonly byte[] NameFollows = [0, 0, 0, 1];

    protected override async Task RequestAsync(ProxyTarget target, CancellationToken cancellationToken)
    {
        var isName = target.Address?.AddressFamily != AddressFamily.InterNetwork;
        if (isName && Proxy.Kind == MailProxyKind.Socks4)
        {
            throw Fail(Problems.ProxyCannotReachServer, $"uses SOCKS 4, which supports only IPv4 addresses; '{target.Host}' has none");
        }
        await WriteAsync(Encode(target, isName), cancellationToken).ConfigureAwait(false);

        // The first octet of a reply must be 0, but some proxies send the version.
        var reply = await ReadBlockAsync(8, cancellationToken).ConfigureAwait(false);
        if (reply[0] is not (0 or Version))
        {
            throw Fail(Problems.ProxyReplyInvalid, $"did not respond in SOCKS 4: the first octet is {reply[0]}");
        }
        if (reply[1] == Granted) return;
        throw reply[1] switch
        {
            Rejected => Fail(
                Problems.ProxyRefused,
                $"rejected the request or could not connect to {target.Authority} (code {Rejected}, which SOCKS 4 uses for both)"),
            IdentUnreachable => Fail(
                Problems.ProxyLoginRequired,
                $"requires an ident service (RFC 1413) on this machine and received no reply from it (code {IdentUnreachable})"),
            IdentDiffers => Fail(Problems.ProxyLoginRefused, $"rejected the user name (code {IdentDiffers})"),
            var code => Fail(Problems.ProxyReplyInvalid, $"sent the code {code}, which SOCKS 4 does not define"),
        };
    }

    private byte[] Encode(ProxyTarget target, bool isName)
    {
        using var request = new MemoryStream();
        request.WriteByte(Version);
        request.WriteByte(Connect);
        request.WriteByte((byte)(target.Port >> 8));
        request.WriteByte((byte)target.Port);
        Write(request, isName ? NameFollows : target.Address!.GetAddressBytes());
        Write(request, Encoding.UTF8.GetBytes(Proxy.Credentials?.UserName ?? ""));
        request.WriteByte(0);
        if (isName)
        {
            Write(request, Encoding.ASCII.GetBytes(target.Host));
            request.WriteByte(0);
        }

        return request.ToArray();
    }

    private static void Write(MemoryStream request, byte[] octets) => request.Write(octets, 0, octets.Length);
}
