using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;

namespace OAuthMail.Flows;

/// <summary>
/// One exchange with an authorization server: never along a redirect, within a time-out, and no more read than an answer can be.
/// </summary>
internal sealed class OAuthTransport(OAuthHttp http, FlowOptions options)
{
    private const int LargestAnswer = 64 * 1024;

    public static TokenRequestException Unreachable(Uri endpoint, string why, Exception cause) =>
        new(Problems.AuthorizationServerUnreachable, $"{endpoint} could not be asked: {why}.", cause);

    /// <summary>Without TLS nothing was sent; whoever answers in the server's place seldom has its certificate.</summary>
    public static TokenRequestException Unreachable(Uri endpoint, HttpRequestException lost)
    {
        var why = lost.GetBaseException().Message.TrimEnd('.');
        var isTls = lost.InnerException is AuthenticationException;
        return Unreachable(
            endpoint,
            isTls ? $"TLS could not begin, so nothing was sent ({why}); a captive portal or a proxy may have answered in its place" : why,
            lost);
    }

    public async Task<OAuthAnswer> SendAsync(HttpRequestMessage message, Uri endpoint, CancellationToken cancellationToken)
    {
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var limit = new TimeLimit(options.TimeProvider, options.RequestTimeout, cancellationToken);
        using var response = await SendAsync(message, limit.Token).ConfigureAwait(false);

        RequireSameAddress(endpoint, response);
        try
        {
            var (body, truncated) = await ReadAsync(response.Content, limit.Token).ConfigureAwait(false);
            return new OAuthAnswer(
                response.StatusCode, response.Content.Headers.ContentType?.MediaType, body, truncated,
                RetryAfter(response.Headers.RetryAfter))
            {
                Challenge = response.Headers.TryGetValues("WWW-Authenticate", out var challenges) ? challenges.FirstOrDefault() : null,
            };
        }
        catch (Exception closed) when (limit.Token.IsCancellationRequested && closed is (IOException or ObjectDisposedException))
        {
            // A stream that was closed under a read says so in its own way.
            throw new OperationCanceledException("The answer was given up.", closed, limit.Token);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await http.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException torn)
        {
            // Where a connection is torn while it is made, the handler asks the socket where it leads to, and lets the socket's failure
            // out.
            throw new HttpRequestException(torn.Message, torn);
        }
    }

    private static void RequireSameAddress(Uri endpoint, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        if (status is >= 300 and < 400)
        {
            var elsewhere = response.Headers.Location is { IsAbsoluteUri: true } location && location.Host != endpoint.Host
                ? location
                : null;
            throw new TokenRequestException(
                elsewhere is null ? Problems.CredentialRedirected : Problems.AuthorizationServerIntercepted,
                $"{endpoint} answered {status} with a redirect{Target(response.Headers.Location)}; it was not followed.{(elsewhere is null ? "" : " What answered is a captive portal or a proxy, unless the server has moved.")}")
            {
                StatusCode = response.StatusCode,
            };
        }

        if (response.RequestMessage?.RequestUri is { } answered && answered != endpoint)
        {
            throw new TokenRequestException(
                Problems.CredentialRedirected,
                $"The request to {endpoint} was answered by {answered.Scheme}://{answered.Authority}: the HTTP client followed a redirect and took the credential along.");
        }
    }

    /// <summary>Only the host is named: the rest of a redirect's target may repeat what was sent.</summary>
    private static string Target(Uri? location) =>
        location is { IsAbsoluteUri: true } ? $" to {location.Scheme}://{location.Authority}" : "";

    private static async Task<(byte[] Body, bool Truncated)> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
#if NET
        var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
#else
        // .NET Framework's streams do not all watch the token; closing the stream ends the read.
        var stream = await content.ReadAsStreamAsync().ConfigureAwait(false);
        using var closing = cancellationToken.Register(static s => ((Stream)s!).Dispose(), stream);
#endif
        using (stream)
        {
            var body = new byte[4096];
            var length = 0;
            while (true)
            {
                if (length == body.Length)
                {
                    if (length >= LargestAnswer) return (body, true);
                    Array.Resize(ref body, length * 2);
                }

                var read = await stream.ReadAsync(body.AsMemory(length), cancellationToken).ConfigureAwait(false);
                if (read == 0) break;
                length += read;
            }

            Array.Resize(ref body, length);
            return (body, false);
        }
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - options.TimeProvider.GetUtcNow() : null);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
