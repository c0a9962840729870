using System.Net;
using System.Text;

namespace OAuthMail.Tests.Networking;

/// <summary>Implements the server side of SOCKS 4, 4a and 5 for CONNECT requests.</summary>
internal static class ProxyServerSocks
{
    public static async Task<ProxyServerRequest> ReadVersion4Async(Stream stream, string from, CancellationToken cancellationToken)
    {
        var head = await ReadAsync(stream, 8, cancellationToken);
        if (head[0] != 4 || head[1] != 1) throw new IOException("The request is not a SOCKS 4 CONNECT request.");
        var user = await ReadTextAsync(stream, cancellationToken);
        var isName = head[4] == 0 && head[5] == 0 && head[6] == 0 && head[7] != 0;
        var host = isName ? await ReadTextAsync(stream, cancellationToken) : new IPAddress(head[4..8]).ToString();
        return new ProxyServerRequest(host, (head[2] << 8) | head[3], user.Length == 0 ? null : user, from);
    }

    public static Task ReplyVersion4Async(Stream stream, int? refusal, CancellationToken cancellationToken) =>
        stream.WriteAsync(new byte[] { 0, (byte)(refusal ?? 90), 0, 0, 0, 0, 0, 0 }, cancellationToken).AsTask();

    public static async Task<ProxyServerRequest> ReadVersion5Async(
        Stream stream, string from, NetworkCredential? login, CancellationToken cancellationToken)
    {
        var hello = await ReadAsync(stream, 2, cancellationToken);
        if (hello[0] != 5) throw new IOException("The client's version is not SOCKS 5.");
        var methods = await ReadAsync(stream, hello[1], cancellationToken);
        byte method = login is null ? (byte)0 : (byte)2;
        if (!methods.Contains(method)) method = 0xff;
        await stream.WriteAsync(new byte[] { 5, method }, cancellationToken);
        if (method == 0xff) throw new ProxyServerRejectionException();
        var user = login is null ? null : await ReadLoginAsync(stream, login, cancellationToken);

        var head = await ReadAsync(stream, 4, cancellationToken);
        if (head[0] != 5 || head[1] != 1) throw new IOException("The request is not a SOCKS 5 CONNECT request.");
        var host = head[3] switch
        {
            1 => new IPAddress(await ReadAsync(stream, 4, cancellationToken)).ToString(),
            4 => new IPAddress(await ReadAsync(stream, 16, cancellationToken)).ToString(),
            _ => Encoding.ASCII.GetString(await ReadCountedAsync(stream, cancellationToken)),
        };
        var port = await ReadAsync(stream, 2, cancellationToken);
        return new ProxyServerRequest(host, (port[0] << 8) | port[1], user, from);
    }

    /// <summary>Sends the bound address as a host name on success, a form that clients rarely receive.</summary>
    public static Task ReplyVersion5Async(Stream stream, int? refusal, CancellationToken cancellationToken) =>
        stream.WriteAsync(
            refusal is { } code ? [5, (byte)code, 0, 1, 0, 0, 0, 0, 0, 0] : (byte[])[5, 0, 0, 3, 2, (byte)'m', (byte)'x', 0, 25],
            cancellationToken).AsTask();

    private static async Task<string> ReadLoginAsync(Stream stream, NetworkCredential login, CancellationToken cancellationToken)
    {
        await ReadAsync(stream, 1, cancellationToken);
        var user = Encoding.UTF8.GetString(await ReadCountedAsync(stream, cancellationToken));
        var password = Encoding.UTF8.GetString(await ReadCountedAsync(stream, cancellationToken));
        var accepted = user == login.UserName && password == login.Password;
        await stream.WriteAsync(new byte[] { 1, accepted ? (byte)0 : (byte)1 }, cancellationToken);
        return accepted ? user : throw new ProxyServerRejectionException();
    }

    private static async Task<byte[]> ReadCountedAsync(Stream stream, CancellationToken cancellationToken) =>
        await ReadAsync(stream, (await ReadAsync(stream, 1, cancellationToken))[0], cancellationToken);

    private static async Task<string> ReadTextAsync(Stream stream, CancellationToken cancellationToken)
    {
        var text = new List<byte>();
        for (
            var octet = await ReadAsync(stream, 1, cancellationToken); octet[0] != 0; octet = await ReadAsync(stream, 1, cancellationToken))
        {
            text.Add(octet[0]);
        }
        return Encoding.UTF8.GetString([.. text]);
    }

    private static async Task<byte[]> ReadAsync(Stream stream, int count, CancellationToken cancellationToken)
    {
        var octets = new byte[count];
        await stream.ReadExactlyAsync(octets, cancellationToken);
        return octets;
    }
}
