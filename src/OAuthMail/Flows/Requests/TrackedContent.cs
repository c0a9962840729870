using System.Net;

namespace OAuthMail.Flows.Requests;

/// <summary>The content of a request that reports when it is sent. Before that, the server has received nothing of it.</summary>
internal sealed class TrackedContent(byte[] bytes, Action sending) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        sending();
        return stream.WriteAsync(bytes, 0, bytes.Length);
    }

#if NET
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        sending();
        await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
    }
#endif

    protected override bool TryComputeLength(out long length)
    {
        length = bytes.Length;
        return true;
    }
}
