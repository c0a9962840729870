using System.Globalization;
using System.Text;
using OAuthMail.Networking;

namespace OAuthMail.ConnectionTest.Wire;

/// <summary>An HTTP/1.1 response (RFC 9112) to a request of the connection test.</summary>
internal sealed class GraphReply
{
    private const int MaximumHeaders = 100;
    private const int MaximumBody = 64 * 1024;

    private GraphReply(int status, string? challenge, string? requestId, byte[] body)
    {
        Status = status;
        Challenge = challenge;
        RequestId = requestId;
        Body = body;
    }

    public int Status { get; }

    public string? Challenge { get; }

    public string? RequestId { get; }

    public byte[] Body { get; }

    /// <summary>Requests a path with a token, and reads the response.</summary>
    public static async Task<GraphReply> GetAsync(
        WireConnection connection, Uri address, AccessToken token, CancellationToken cancellationToken)
    {
        var request = $"GET {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {token.Value}\r\n"
            + "Accept: application/json\r\nUser-Agent: OAuthMail\r\nConnection: close\r\n\r\n";
        await connection.WriteAsync(Encoding.ASCII.GetBytes(request), cancellationToken).ConfigureAwait(false);
        return await connection.ReadAsync(ReadAsync, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<GraphReply> ReadAsync(WireReader reader, CancellationToken cancellationToken)
    {
        var line = await reader.ReadTextAsync(cancellationToken).ConfigureAwait(false);
        var isHttp = line.Length >= 12 && line.StartsWith("HTTP/1.", StringComparison.Ordinal);
        if (!isHttp || !WireText.TryReadNumber(line, 9, 3, out var status))
        {
            throw new WireException(Problems.ServerReplyInvalid, "The server did not reply with HTTP.", [line]);
        }

        string? challenge = null, requestId = null;
        var (length, isChunked) = (0L, false);
        for (var count = 0; ; count++)
        {
            line = await reader.ReadTextAsync(cancellationToken).ConfigureAwait(false);
            if (line.Length == 0) break;
            if (count == MaximumHeaders) throw new WireException(Problems.ServerReplyInvalid, "The server sent too many headers.");
            var colon = line.IndexOf(':');
            if (colon < 0) continue;
            var value = line.Substring(colon + 1).Trim();
            switch (line.Substring(0, colon).ToLowerInvariant())
            {
                case "content-length": _ = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out length); break;
                case "transfer-encoding": isChunked = value.EndsWith("chunked", StringComparison.OrdinalIgnoreCase); break;
                case "www-authenticate": challenge = challenge is null ? value : $"{challenge}, {value}"; break;
                case "request-id": requestId = value; break;
            }
        }

        var body = isChunked
            ? await ReadChunksAsync(reader, cancellationToken).ConfigureAwait(false)
            : await reader.ReadBlockAsync((int)Math.Min(length, MaximumBody), cancellationToken).ConfigureAwait(false);
        return new GraphReply((int)status, challenge, requestId, body);
    }

    private static async Task<byte[]> ReadChunksAsync(WireReader reader, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        while (body.Length < MaximumBody)
        {
            var size = (await reader.ReadTextAsync(cancellationToken).ConfigureAwait(false)).Split(';')[0].Trim();
            if (!int.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length) || length < 0)
            {
                throw new WireException(Problems.ServerReplyInvalid, "The server sent an invalid chunk.");
            }

            if (length == 0) break;
            var part = await reader.ReadBlockAsync(Math.Min(length, MaximumBody), cancellationToken).ConfigureAwait(false);
            body.Write(part, 0, part.Length);
            if (part.Length < length) break;
            await reader.ReadLineAsync(WireReader.MaximumLine, cancellationToken).ConfigureAwait(false);
        }

        return body.ToArray();
    }
}
