using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using OAuthMail.Flows.Requests;
using OAuthMail.Networking;

namespace OAuthMail.Flows;

/// <summary>
/// Sends one request to an authorization server and reads the response: without following redirects, within the time-out, and up to a
/// maximum length.
/// </summary>
internal sealed class OAuthTransport(OAuthHttp http, FlowOptions options)
{
    private static readonly string[] RequestIdHeaders = ["x-ms-request-id", "request-id", "x-request-id"];

    private const int MaximumLength = 64 * 1024;

    public static TokenRequestException Unreachable(Uri endpoint, string why, Exception cause) =>
        new(Problems.AuthorizationServerUnreachable, $"The request to {endpoint} failed: {why}.", cause);

    /// <summary>
    /// Creates the error of a failed connection. Without TLS, nothing was sent. A captive portal rarely has the server's certificate.
    /// </summary>
    public static TokenRequestException Unreachable(Uri endpoint, HttpRequestException lost)
    {
        var why = lost.GetBaseException().Message.TrimEnd('.');
        var isTls = lost.InnerException is AuthenticationException;
        return Unreachable(
            endpoint,
            isTls ? $"the TLS handshake failed, so that nothing was sent ({why}). A captive portal or a proxy may have responded" : why,
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
            var (body, truncated) = await ResponseBody.ReadAsync(response.Content, MaximumLength, limit.Token).ConfigureAwait(false);
            return new OAuthAnswer(
                response.StatusCode, response.Content.Headers.ContentType?.MediaType, body, truncated,
                RetryAfterHeader.Read(response, options.TimeProvider.GetUtcNow()))
            {
                Challenge = response.Headers.TryGetValues("WWW-Authenticate", out var challenges)
                    ? ChooseChallenge(challenges.ToList())
                    : null,
                RequestId = FindRequestId(response),
            };
        }
        catch (Exception closed) when (limit.Token.IsCancellationRequested && closed is (IOException or ObjectDisposedException))
        {
            // A stream that is closed during a read throws its own exceptions.
            throw new OperationCanceledException("Reading the response was canceled.", closed, limit.Token);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        var proxy = http.FindProxy(message.RequestUri!);
        http.RejectedProxyLogin.ThrowIfRejected(proxy, options.TimeProvider);
        try
        {
            var response = await SendThroughHandlersAsync(message, cancellationToken).ConfigureAwait(false);
            http.RejectedProxyLogin.Forget();
            return response;
        }
        catch (HttpRequestException failure) when (HttpProxyFailures.Find(failure, proxy) is { } found)
        {
            // Without a user name there is no account that could be locked. A caller's client can have one that its address does not show.
            if (found.Problem == Problems.ProxyLoginRefused || (found.Problem == Problems.ProxyLoginRequired && !http.UsesSystemProxy))
            {
                http.RejectedProxyLogin.Remember(proxy, found.Problem, found.Detail, options.TimeProvider);
            }

            throw new TokenRequestException(
                found.Problem, $"No request was sent to {message.RequestUri}. {found.Detail}", HttpProxyFailures.Clean(failure, proxy));
        }
        catch (HttpRequestException failure)
            when (HttpProxyFailures.Clean(failure, proxy) is var clean && !ReferenceEquals(clean, failure))
        {
            throw new HttpRequestException(HttpProxyFailures.Clean(failure.Message, failure, proxy), clean);
        }
        catch (ObjectDisposedException disposed) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TokenRequestException(
                Problems.HttpDisposed, $"No request was sent to {message.RequestUri}: {nameof(OAuthHttp)} has been disposed.", disposed);
        }
        catch (SocketException torn)
        {
            // If a connection breaks while it is established, the handler reads the socket's remote end point and does not catch the
            // exception of the socket.
            throw new HttpRequestException(torn.Message, torn);
        }
    }

    /// <summary>
    /// Sends a request through the handlers of the application. If one of them gives up, for example at a time limit, the request that has
    /// been sent continues: its response may contain the next refresh token.
    /// </summary>
    private async Task<HttpResponseMessage> SendThroughHandlersAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        var content = message.Content as SingleUseContent;
        try
        {
            return await http.Client.SendAsync(
                message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested && content?.Exchange is not null
            && failure is not OutOfMemoryException)
        {
            var response = await content.Exchange.WaitOrAbandonAsync(options.TimeProvider, cancellationToken).ConfigureAwait(false);
            return response.Replay(message);
        }
        catch (Exception failure) when (failure is not (HttpRequestException or OperationCanceledException or SocketException
            or IOException or ObjectDisposedException or OAuthMailException or OutOfMemoryException))
        {
            // For example an open circuit breaker. Its text, which may repeat parts of the request, is left out.
            throw new HttpRequestException($"A handler of the HTTP client failed with {failure.GetType().Name}");
        }
    }

    /// <summary>Returns the server's id of the request. Microsoft sends it in a header even if a gateway rejects the request.</summary>
    private static string? FindRequestId(HttpResponseMessage response)
    {
        foreach (var name in RequestIdHeaders)
        {
            var value = response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
            if (value is { Length: > 0 and <= 100 }
                && value.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '-'))
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>
    /// Returns the challenge for the scheme Basic, the only one that a caller answers (Azure Arc), or else the first. A server can offer
    /// several schemes.
    /// </summary>
    private static string? ChooseChallenge(List<string> challenges) =>
        challenges.Find(each => each.TrimStart().StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) ?? challenges.FirstOrDefault();

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
                $"{endpoint} returned status {status} with a redirect{Target(response.Headers.Location)}, which was not followed."
                + (elsewhere is null ? "" : " A captive portal or a proxy sent this response, unless the server has moved."))
            {
                StatusCode = response.StatusCode,
            };
        }

        if (response.RequestMessage?.RequestUri is { } answered && answered != endpoint)
        {
            throw new TokenRequestException(
                Problems.CredentialRedirected,
                $"{answered.Scheme}://{answered.Authority} responded to the request to {endpoint}: the HTTP client followed a redirect "
                + "and sent the credential to another address.");
        }
    }

    /// <summary>Returns only the host of a redirect. The rest of its URL may repeat parts of the request.</summary>
    private static string Target(Uri? location) =>
        location is { IsAbsoluteUri: true } ? $" to {location.Scheme}://{location.Authority}" : "";
}
