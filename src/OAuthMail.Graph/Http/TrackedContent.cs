using System.Net;
using System.Net.Http.Headers;

namespace OAuthMail.Graph.Http;

/// <summary>A request body that records how much of it was written: a server cannot have accepted an incomplete one.</summary>
internal sealed class TrackedContent : ByteArrayContent
{
    private const int ChunkLength = 64 * 1024;

    private readonly byte[] _body;

    /// <param name="body">The body, which may be empty.</param>
    /// <param name="contentType">The content type, or <see langword="null"/> without a body.</param>
    /// <param name="write">The record.</param>
    public TrackedContent(byte[] body, string? contentType, TrackedWrite write)
        : base(body)
    {
        _body = body;
        Write = write;
        if (contentType is not null) Headers.ContentType = new MediaTypeHeaderValue(contentType);
    }

    public TrackedWrite Write { get; }

    public bool IsEmpty => _body.Length == 0;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        for (var at = 0; at < _body.Length; at += ChunkLength)
        {
            var chunk = _body.AsMemory(at, Math.Min(ChunkLength, _body.Length - at));

            // The last part may have arrived although its write fails.
            if (at + chunk.Length == _body.Length) Write.IsComplete = true;
            await stream.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
        }
    }
}
