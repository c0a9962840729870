namespace OAuthMail.Graph.Http;

/// <summary>
/// Sends a message once. A retry handler of the application would repeat it after a time-out or a 504, and the message would arrive twice.
/// </summary>
internal sealed class SendOnceHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is not TrackedContent { Write: var write } content)
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        if (!write.TryBegin())
        {
            throw new HttpRequestException("An earlier attempt may have been accepted, so the message is not sent again.");
        }

        var isRejected = false;
        try
        {
            // Without a body, the request is complete when it begins.
            if (content.IsEmpty) write.IsComplete = true;
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            isRejected = TrackedWrite.IsRejection(response);
            return response;
        }
        finally
        {
            write.End(isRejected);
        }
    }
}
