using System.Net.Sockets;
using System.Text;

namespace OAuthMail.Networking;

/// <summary>
/// SOCKS 4 and 4a. There is no standard; the protocol is as its authors wrote it down (https://www.openssh.com/txt/socks4.protocol and
/// socks4a.protocol).
/// </summary>
internal sealed class Socks4Tunnel(MailProxy proxy, WireConnection connection) : ProxyTunnel(proxy, connection)
{
    private const byte Version = 4;
    private const byte Connect = 1;
    private const byte Granted = 90;
    private const byte Rejected = 91;
    private const byte IdentUnreachable = 92;
    private const byte IdentDiffers = 93;

    /// <summary>An address that cannot be, which tells a proxy that a name follows.</summary>
    private static readonly byte[] NameFollows = [0, 0, 0, 1];

    protected override async Task AskAsync(ProxyTarget target, CancellationToken cancellationToken)
    {
        var isName = target.Address?.AddressFamily != AddressFamily.InterNetwork;
        if (isName && Proxy.Kind == MailProxyKind.Socks4)
        {
            throw Fail(Problems.ProxyCannotReachServer, $"speaks SOCKS 4, which has IPv4 addresses only, and '{target.Host}' is none");
        }
        await WriteAsync(Encode(target, isName), cancellationToken).ConfigureAwait(false);

        // The first octet of a reply is 0; some proxies repeat the version there.
        var reply = await ReadBlockAsync(8, cancellationToken).ConfigureAwait(false);
        if (reply[0] is not (0 or Version))
        {
            throw Fail(Problems.ProxyReplyInvalid, $"did not answer in SOCKS 4: its first octet is {reply[0]}");
        }
        if (reply[1] == Granted) return;
        throw reply[1] switch
        {
            Rejected => Fail(
                Problems.ProxyRefused,
                $"rejects or fails to make the connection to {target.Authority} (code {Rejected}: SOCKS 4 does not tell which)"),
            IdentUnreachable => Fail(
                Problems.ProxyLoginRequired, $"asks this machine for its user (RFC 1413) and gets no answer (code {IdentUnreachable})"),
            IdentDiffers => Fail(Problems.ProxyLoginRefused, $"does not know the user name (code {IdentDiffers})"),
            var code => Fail(Problems.ProxyReplyInvalid, $"answered with code {code}, which SOCKS 4 does not have"),
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
