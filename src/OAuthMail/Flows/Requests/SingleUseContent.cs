using System.Net;

namespace OAuthMail.Flows.Requests;

/// <summary>
/// The content of one attempt at a request. It can be sent once: a retry or hedging handler of the HTTP client, which knows nothing of
/// rotating refresh tokens and codes, must not present them a second time. It reports when it is sent; before that, the server has received
/// nothing of it.
/// </summary>
internal sealed class SingleUseContent(byte[] bytes, Action? sending) : HttpContent
{
    private readonly object _gate = new();
    private Task<BufferedResponse>? _exchange;
    private int _isSent;

    /// <summary>Gets the exchange that an attempt began, or <see langword="null"/> if no attempt has reached the last handler.</summary>
    public Task<BufferedResponse>? Exchange
    {
        get
        {
            lock (_gate) return _exchange;
        }
    }

    /// <summary>Sends the request, or returns the exchange that an earlier attempt with this content began.</summary>
    public Task<BufferedResponse> SendOnceAsync(Func<Task<BufferedResponse>> send)
    {
        lock (_gate) return _exchange ??= send();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        Begin();
        return stream.WriteAsync(bytes, 0, bytes.Length);
    }

#if NET
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Begin();
        await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
    }
#endif

    protected override bool TryComputeLength(out long length)
    {
        length = bytes.Length;
        return true;
    }

    private void Begin()
    {
        if (Interlocked.Exchange(ref _isSent, 1) != 0)
        {
            // Hedging handlers treat this exception as one failed attempt, and continue to wait for the first attempt.
            throw new HttpRequestException(
                "A handler of the HTTP client tried to send a token request a second time, which is refused. OAuthMail repeats requests "
                + "itself where that is safe. Remove retries and hedging from the client");
        }

        sending?.Invoke();
    }
}
