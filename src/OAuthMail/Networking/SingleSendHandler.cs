using OAuthMail.Flows.Requests;

namespace OAuthMail.Networking;

/// <summary>
/// Sends the content of a token request once, whatever the handlers before it do. A retry, or a parallel attempt, receives the response of
/// the first attempt. An attempt that is canceled does not cancel the request: its response may contain the next refresh token.
/// </summary>
internal sealed class SingleSendHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <summary>Longer than the limit of every token request, which the caller enforces.</summary>
    private static readonly TimeSpan MaximumTime = TimeSpan.FromMinutes(5);

    /// <summary>More than is read of any response.</summary>
    private const int MaximumLength = 128 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is not SingleUseContent content) return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var response = await content.SendOnceAsync(() => ExchangeAsync(request))
            .WaitOrAbandonAsync(TimeProvider.System, cancellationToken).ConfigureAwait(false);
        return response.Replay(request);
    }

    private async Task<BufferedResponse> ExchangeAsync(HttpRequestMessage request)
    {
        // The caller disposes its request when it stops waiting.
        var copy = new HttpRequestMessage(request.Method, request.RequestUri) { Content = request.Content, Version = request.Version };
#if NET
        copy.VersionPolicy = request.VersionPolicy;
#endif
        foreach (var header in request.Headers) copy.Headers.TryAddWithoutValidation(header.Key, header.Value);
        using var limit = new TimeLimit(TimeProvider.System, MaximumTime);
        using var response = await base.SendAsync(copy, limit.Token).ConfigureAwait(false);
        return await BufferedResponse.ReadAsync(response, MaximumLength, limit.Token).ConfigureAwait(false);
    }
}
