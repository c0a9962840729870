using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace OAuthMail.Testing.Mail;

/// <summary>
/// Reads and writes lines and blocks of bytes on the server side of a connection, with and without TLS. Every read and
/// write has a time-out.
/// </summary>
internal sealed class LineChannel(
    Socket socket, TimeSpan timeout, TimeProvider time, MailTranscript transcript, CancellationToken cutting) : IAsyncDisposable
{
    private readonly byte[] _buffer = new byte[8192];
    private Stream _stream = new NetworkStream(socket, ownsSocket: true);
    private int _start;
    private int _end;
    private volatile bool _spokeLast = true;

    public bool IsEncrypted => _stream is SslStream;

    /// <summary>
    /// Reads a line that ends with CR LF, or also with LF alone if <paramref name="lenient"/> is
    /// <see langword="true"/>.
    /// </summary>
    /// <remarks>
    /// At most <paramref name="limit"/> bytes are returned, including the line end. The rest of a longer line is
    /// discarded.
    /// </remarks>
    /// <returns>The line, or <see langword="null"/> at the end of the stream.</returns>
    public async Task<ReceivedLine?> ReadLineAsync(int limit, bool lenient, CancellationToken cancellationToken)
    {
        var kept = new ArrayBufferWriter<byte>(256);
        var length = 0L;
        byte previous = 0;
        while (true)
        {
            if (_start == _end && !await FillAsync(cancellationToken).ConfigureAwait(false)) return null;

            var current = _buffer[_start++];
            length++;
            if (length <= limit)
            {
                kept.GetSpan(1)[0] = current;
                kept.Advance(1);
            }

            if (current == '\n' && (lenient || previous == '\r'))
            {
                var tooLong = length > limit;
                var end = previous == '\r' ? 2 : 1;
                var octets = tooLong ? kept.WrittenSpan : kept.WrittenSpan[..^end];
                return new ReceivedLine(octets.ToArray(), length, tooLong, previous != '\r');
            }

            previous = current;
        }
    }

    /// <summary>Fills a block with bytes.</summary>
    /// <returns><see langword="false"/> if the stream ends before the block is full.</returns>
    public async Task<bool> ReadBlockAsync(Memory<byte> block, CancellationToken cancellationToken)
    {
        while (block.Length > 0)
        {
            if (_start == _end && !await FillAsync(cancellationToken).ConfigureAwait(false)) return false;
            var part = Math.Min(block.Length, _end - _start);
            _buffer.AsMemory(_start, part).CopyTo(block);
            _start += part;
            block = block[part..];
        }

        return true;
    }

    /// <summary>
    /// Writes all bytes, or nothing if the operation is canceled before the write starts. Once the write has started,
    /// only a cut cancels it.
    /// </summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cutting);
        // Set before the write, because in IDLE the client's answer may be read before the write completes.
        _spokeLast = true;
        try
        {
            await _stream.WriteAsync(octets, either.Token).ConfigureAwait(false);
            await _stream.FlushAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cutting.IsCancellationRequested)
        {
            throw new TimeoutException("The client does not read.");
        }
    }

    /// <summary>
    /// Starts TLS. Bytes that the client sent before are discarded, because an attacker may have injected them (RFC
    /// 3207 section 6).
    /// </summary>
    public async Task<int> StartTlsAsync(X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        var discarded = _end - _start;
        _start = _end = 0;
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var encrypted = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = encrypted;
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true),
        };
        try
        {
            await encrypted.AuthenticateAsServerAsync(options, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The client does not continue the TLS handshake.");
        }

        return discarded;
    }

    /// <summary>Closes TLS and TCP in an orderly way, so that the client reads the end of the stream.</summary>
    public async Task ShutdownAsync()
    {
        try
        {
            if (_stream is SslStream { IsAuthenticated: true } encrypted)
                await encrypted.ShutdownAsync().WaitAsync(cutting).ConfigureAwait(false);
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e)
            when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // The client has already closed the connection, or the connection was cut.
        }
    }

    public ValueTask DisposeAsync()
    {
        // The socket is disposed first. SslStream would otherwise send a TLS shutdown, which a cut must not do.
        socket.Dispose();
        return _stream.DisposeAsync();
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            _start = 0;
            _end = 0;
            _end = await _stream.ReadAsync(_buffer, either.Token).ConfigureAwait(false);
            if (_end == 0) return false;
            if (_spokeLast) transcript.AddRoundTrip();
            _spokeLast = false;
            return true;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The client sends nothing.");
        }
    }
}
