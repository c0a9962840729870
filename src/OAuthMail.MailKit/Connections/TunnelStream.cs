using OAuthMail.Networking;

namespace OAuthMail.MailKit.Connections;

/// <summary>
/// A connection through a proxy, for MailKit. It first returns the octets that followed the proxy's reply, and then those that arrive.
/// Time-outs and cancellation end every read and write, as in MailKit's own connections. The system's streams don't support that.
/// </summary>
internal sealed class TunnelStream(WireConnection connection) : Stream
{
    private readonly Stream _inner = connection.Stream;
    private readonly byte[] _first = connection.TakeUnread();
    private int _taken;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override bool CanTimeout => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int ReadTimeout { get; set; } = Timeout.Infinite;

    public override int WriteTimeout { get; set; } = Timeout.Infinite;

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        if (_taken == _first.Length)
        {
            return await LimitAsync(
                _inner.ReadAsync(buffer, offset, count, cancellationToken), ReadTimeout, cancellationToken).ConfigureAwait(false);
        }
        var part = Math.Min(count, _first.Length - _taken);
        Array.Copy(_first, _taken, buffer, offset, part);
        _taken += part;
        return part;
    }

#if NET
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_taken == _first.Length)
        {
            return await LimitAsync(
                _inner.ReadAsync(buffer, cancellationToken).AsTask(), ReadTimeout, cancellationToken).ConfigureAwait(false);
        }
        var part = Math.Min(buffer.Length, _first.Length - _taken);
        _first.AsMemory(_taken, part).CopyTo(buffer);
        _taken += part;
        return part;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        await LimitAsync(
            CountedAsync(_inner.WriteAsync(buffer, cancellationToken).AsTask()), WriteTimeout, cancellationToken).ConfigureAwait(false);
#endif

    public override void Write(byte[] buffer, int offset, int count) =>
        WriteAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        LimitAsync(CountedAsync(_inner.WriteAsync(buffer, offset, count, cancellationToken)), WriteTimeout, cancellationToken);

    public override void Flush() => _inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) connection.Dispose();
        base.Dispose(disposing);
    }

    private static async Task<int> CountedAsync(Task writing)
    {
        await writing.ConfigureAwait(false);
        return 0;
    }

    private async Task<int> LimitAsync(Task<int> work, int timeout, CancellationToken cancellationToken)
    {
        if (work.IsCompleted) return await work.ConfigureAwait(false);
        using var limit = new TimeLimit(TimeProvider.System, TimeSpan.FromMilliseconds(timeout), cancellationToken);
        using (limit.Token.Register(connection.Dispose))
        {
            try
            {
                return await work.ConfigureAwait(false);
            }
            catch (Exception failure) when (limit.Token.IsCancellationRequested)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw new TimeoutException($"The server did not answer within {timeout} milliseconds.", failure);
            }
        }
    }
}
