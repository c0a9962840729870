using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OAuthMail.Networking;

/// <summary>Opens a tunnel with SOCKS 5 (RFC 1928), without a login or with user name and password (RFC 1929).</summary>
internal sealed class Socks5Tunnel(MailProxy proxy, WireConnection connection) : ProxyTunnel(proxy, connection)
{
    private const byte Version = 5;
    private const byte LoginVersion = 1;
    private const byte NoLogin = 0;
    private const byte PasswordLogin = 2;
    private const byte NoMethod = 0xff;
    private const byte Connect = 1;
    private const byte IPv4 = 1;
    private const byte Name = 3;
    private const byte IPv6 = 4;

    private static readonly string[] Replies =
    [
        "succeeded", "general failure", "connection not allowed by ruleset", "network unreachable", "host unreachable",
        "connection refused", "TTL expired", "command not supported", "address type not supported",
    ];

    protected override async Task RequestAsync(ProxyTarget target, CancellationToken cancellationToken)
    {
        var login = Proxy.Credentials;
        await WriteAsync(
            login is null ? [Version, 1, NoLogin] : [Version, 2, NoLogin, PasswordLogin], cancellationToken).ConfigureAwait(false);
        var choice = await ReadBlockAsync(2, cancellationToken).ConfigureAwait(false);
        RequireVersion(choice[0]);
        if (choice[1] == PasswordLogin && login is not null) await LoginAsync(login, cancellationToken).ConfigureAwait(false);
        else if (choice[1] == NoMethod)
        {
            throw Fail(
                Problems.ProxyLoginRequired,
                login is null
                    ? "requires a login"
                    : "accepts neither connections without a login nor user name and password");
        }
        else if (choice[1] != NoLogin)
        {
            throw Fail(Problems.ProxyReplyInvalid, $"selected the login method {choice[1]}, which the client did not offer");
        }

        await WriteAsync(Encode(target), cancellationToken).ConfigureAwait(false);

        // A proxy that rejects the request may close the connection after two octets, so they are read first.
        var reply = await ReadBlockAsync(2, cancellationToken).ConfigureAwait(false);
        RequireVersion(reply[0]);
        if (reply[1] != 0) throw CreateRefusal(reply[1], target);
        await SkipBoundAddressAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task LoginAsync(NetworkCredential login, CancellationToken cancellationToken)
    {
        var user = Encoding.UTF8.GetBytes(login.UserName);
        var password = Encoding.UTF8.GetBytes(login.Password);
        await WriteAsync(
            [LoginVersion, (byte)user.Length, .. user, (byte)password.Length, .. password], cancellationToken).ConfigureAwait(false);

        // The version octet of the reply is ignored, because proxies send different values.
        var answer = await ReadBlockAsync(2, cancellationToken).ConfigureAwait(false);
        if (answer[1] != 0) throw Fail(Problems.ProxyLoginRefused, $"rejected the login (status {answer[1]})");
    }

    private async Task SkipBoundAddressAsync(CancellationToken cancellationToken)
    {
        var head = await ReadBlockAsync(2, cancellationToken).ConfigureAwait(false);
        var length = head[1] switch
        {
            IPv4 => 4,
            IPv6 => 16,
            Name => (await ReadBlockAsync(1, cancellationToken).ConfigureAwait(false))[0],
            _ => throw Fail(Problems.ProxyReplyInvalid, $"sent an address of type {head[1]}, which SOCKS 5 does not define"),
        };
        await ReadBlockAsync(length + 2, cancellationToken).ConfigureAwait(false);
    }

    private byte[] Encode(ProxyTarget target)
    {
        byte[] port = [(byte)(target.Port >> 8), (byte)target.Port];
        if (target.Address is { } address)
        {
            var type = address.AddressFamily == AddressFamily.InterNetworkV6 ? IPv6 : IPv4;
            return [Version, Connect, 0, type, .. address.GetAddressBytes(), .. port];
        }
        var name = Encoding.ASCII.GetBytes(target.Host);
        if (name.Length > byte.MaxValue)
        {
            throw Fail(Problems.ProxyCannotReachServer, "uses SOCKS 5, which limits host names to 255 octets");
        }
        return [Version, Connect, 0, Name, (byte)name.Length, .. name, .. port];
    }

    private void RequireVersion(byte version)
    {
        if (version != Version) throw Fail(Problems.ProxyReplyInvalid, $"did not respond in SOCKS 5: the first octet is {version}");
    }

    private WireException CreateRefusal(byte code, ProxyTarget target)
    {
        var reason = code < Replies.Length ? Replies[code] : "unassigned";
        var problem = code switch
        {
            2 => Problems.ProxyRefused,
            1 or 3 or 4 or 5 or 6 or 8 => Problems.ProxyCannotReachServer,
            _ => Problems.ProxyReplyInvalid,
        };
        return Fail(problem, $"did not connect to {target.Authority}: {reason} (code {code})");
    }
}
