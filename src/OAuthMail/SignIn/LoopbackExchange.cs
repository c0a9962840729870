using System.Net;
#if NET
using System.Security.Cryptography;
#endif
using System.Text;
using OAuthMail.Flows.Requests;

namespace OAuthMail.SignIn;

/// <summary>One HTTP request to the loopback listener and its response: a page of plain text without any data of the sign-in.</summary>
internal sealed class LoopbackExchange(Stream stream, string path, string state)
{
    private const int MaximumRequest = 32 * 1024;
    private const string FailureText = "You are not signed in. The program shows the reason. You can close this window.";

    /// <summary>Reads the request and sends the response.</summary>
    /// <returns>The query of the redirect, or <see langword="null"/> if the request is another one.</returns>
    public async Task<string?> RunAsync(string finalText, CancellationToken cancellationToken)
    {
        var request = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (request is null) return null;
        var (method, target, body) = request.Value;
        var mark = target.IndexOf('?');
        var requested = mark < 0 ? target : target.Substring(0, mark);
        if (requested != path)
        {
            await AnswerAsync(404, "Not found.", cancellationToken).ConfigureAwait(false);
            return null;
        }

        var query = method switch
        {
            "GET" => mark < 0 ? "" : target.Substring(mark + 1),
            "POST" => body,
            _ => null,
        };
        if (query is null)
        {
            await AnswerAsync(405, "Only GET and POST are supported.", cancellationToken).ConfigureAwait(false);
            return null;
        }

        // Other pages and programs may send requests too. Only the redirect with the right state completes the sign-in. Some servers
        // omit the state in errors. Such an error is shown and ends the wait, but the sign-in stays pending.
        var fields = FormEncoding.Decode(query);
        if (!HasState(fields) && !IsErrorWithoutState(fields))
        {
            await AnswerAsync(400, "This request does not belong to the pending sign-in.", cancellationToken).ConfigureAwait(false);
            return null;
        }

        try
        {
            await AnswerAsync(
                200, fields.Exists(field => field.Key == "error") ? FailureText : finalText, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            // The browser did not wait for the page, but the redirect has been received.
        }

        return "?" + query;
    }

    private static bool IsErrorWithoutState(List<KeyValuePair<string, string>> fields) =>
        fields.Count(field => field.Key == "error" && field.Value.Length > 0) == 1
            && !fields.Exists(field => field.Key is "state" or "code");

    private bool HasState(List<KeyValuePair<string, string>> fields)
    {
        var states = fields.Where(field => field.Key == "state").Select(field => field.Value).ToList();
        return states.Count == 1
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(states[0]), Encoding.UTF8.GetBytes(state));
    }

    private async Task<(string Method, string Target, string Body)?> ReadAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[MaximumRequest];
        var length = 0;
        var headerEnd = -1;
        while (headerEnd < 0)
        {
            if (length == buffer.Length) return null;
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0) return null;
            length += read;
            headerEnd = Encoding.ASCII.GetString(buffer, 0, length).IndexOf("\r\n\r\n", StringComparison.Ordinal);
        }

        var lines = Encoding.ASCII.GetString(buffer, 0, headerEnd).Split(["\r\n"], StringSplitOptions.None);
        var words = lines[0].Split(' ');
        if (words.Length != 3 || !words[2].StartsWith("HTTP/1.", StringComparison.Ordinal)) return null;

        var bodyStart = headerEnd + 4;
        var bodyLength = ContentLength(lines);
        if (bodyLength > buffer.Length - bodyStart) return null;
        while (length < bodyStart + bodyLength)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0) return null;
            length += read;
        }

        return (words[0], words[1], Encoding.ASCII.GetString(buffer, bodyStart, bodyLength));
    }

    private static int ContentLength(string[] lines)
    {
        const string name = "content-length:";
        var header = lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.OrdinalIgnoreCase));
        return header is not null && int.TryParse(header.Substring(name.Length).Trim(), out var length) && length >= 0 ? length : 0;
    }

    private async Task AnswerAsync(int status, string text, CancellationToken cancellationToken)
    {
        var body = Encoding.UTF8.GetBytes(
            $"<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>OAuthMail</title></head>"
            + $"<body style=\"font-family:sans-serif;margin:4em\"><p>{WebUtility.HtmlEncode(text)}</p></body></html>");
        var reason = status switch { 200 => "OK", 400 => "Bad Request", 404 => "Not Found", _ => "Method Not Allowed" };
        var head = $"HTTP/1.1 {status} {reason}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {body.Length}\r\n"
            + "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
            + "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n"
            + "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n";
        byte[] bytes = [.. Encoding.ASCII.GetBytes(head), .. body];
        await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
