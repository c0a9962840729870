namespace OAuthMail.Graph.Sending;

/// <summary>A stream to write to that keeps up to a maximum length in memory, and only notes that more was written.</summary>
internal sealed class LimitedMemoryStream(int maximumLength) : Stream
{
    private readonly MemoryStream _kept = new();

    /// <summary>Gets a value that indicates whether more than the maximum length was written.</summary>
    public bool IsExceeded { get; private set; }

    /// <summary>Gets what was written. It is incomplete if the maximum length was exceeded.</summary>
    public ReadOnlyMemory<byte> Written => _kept.GetBuffer().AsMemory(0, (int)_kept.Length);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _kept.Length;

    public override long Position
    {
        get => _kept.Length;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        IsExceeded |= _kept.Length + buffer.Length > maximumLength;
        if (!IsExceeded) _kept.Write(buffer);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return default;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
