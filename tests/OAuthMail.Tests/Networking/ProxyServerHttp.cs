using System.Globalization;
using System.Net;
using System.Text;

namespace OAuthMail.Tests.Networking;

/// <summary>Implements the server side of HTTP CONNECT with Basic authentication.</summary>
internal static class ProxyServerHttp
{
    private const string LoginField = "Proxy-Authorization: Basic ";

    public static async Task<ProxyServerRequest> ReadAsync(
        Stream stream, string from, NetworkCredential? login, CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        var octet = new byte[1];
        while (head.Length < 8192 && !head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(octet, cancellationToken);
            head.Append((char)octet[0]);
        }

        var lines = head.ToString().Split("\r\n");
        var words = lines[0].Split(' ');
        if (words is not ["CONNECT", var authority, "HTTP/1.1"] || !lines.Contains("Host: " + authority))
        {
            throw new IOException("The request is not a CONNECT request.");
        }
        var given = lines.FirstOrDefault(line => line.StartsWith(LoginField, StringComparison.Ordinal));
        var pair = given is null ? null : Encoding.UTF8.GetString(Convert.FromBase64String(given[LoginField.Length..]));
        if (login is not null && pair != $"{login.UserName}:{login.Password}")
        {
            await WriteAsync(
                stream, "407 Proxy Authentication Required", "Proxy-Authenticate: Basic realm=\"test\"\r\n", cancellationToken);
            throw new ProxyServerRejectionException();
        }

        var colon = authority.LastIndexOf(':');
        return new ProxyServerRequest(
            authority[..colon].Trim('[', ']'), int.Parse(authority[(colon + 1)..], CultureInfo.InvariantCulture), pair?.Split(':')[0],
            from);
    }

    public static Task ReplyAsync(Stream stream, int? refusal, CancellationToken cancellationToken) =>
        WriteAsync(
            stream, refusal is { } code ? string.Create(CultureInfo.InvariantCulture, $"{code} No") : "200 Connection established",
            "Via: 1.1 test\r\n", cancellationToken);

    private static Task WriteAsync(Stream stream, string status, string fields, CancellationToken cancellationToken) =>
        stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{fields}\r\n"), cancellationToken).AsTask();
}
