using System.Buffers;

namespace OAuthMail.Graph.Sending;

/// <summary>
/// A stream to write to that keeps up to a maximum length in memory, and only notes that more was written. Its memory is shared: what was
/// written must not be used after the stream is disposed.
/// </summary>
internal sealed class LimitedMemoryStream(int maximumLength) : Stream
{
    private const int FirstLength = 16 * 1024;

    private byte[] _kept = ArrayPool<byte>.Shared.Rent(Math.Min(FirstLength, maximumLength));
    private int _length;

    /// <summary>Gets a value that indicates whether more than the maximum length was written.</summary>
    public bool IsExceeded { get; private set; }

    /// <summary>Gets what was written. It is incomplete if the maximum length was exceeded.</summary>
    public ReadOnlySpan<byte> Written => _kept.AsSpan(0, _length);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        IsExceeded |= _length + (long)buffer.Length > maximumLength;
        if (IsExceeded) return;
        if (_length + buffer.Length > _kept.Length) Grow(_length + buffer.Length);
        buffer.CopyTo(_kept.AsSpan(_length));
        _length += buffer.Length;
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

    protected override void Dispose(bool disposing)
    {
        if (disposing && _kept.Length > 0) Return([]);
        _length = 0;
        base.Dispose(disposing);
    }

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(length, Math.Min(2 * _kept.Length, maximumLength)));
        Written.CopyTo(larger);
        Return(larger);
    }

    /// <summary>Returns the memory, which contains the text of a message, and continues with another.</summary>
    private void Return(byte[] next)
    {
        ArrayPool<byte>.Shared.Return(_kept, clearArray: true);
        _kept = next;
    }
}
