using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace OAuthMail.Testing.Mail;

/// <summary>The server's end of a connection: lines and blocks of octets, in clear and then over TLS, each wait bounded.</summary>
internal sealed class LineChannel(Socket socket, TimeSpan timeout, TimeProvider time, MailTranscript transcript, CancellationToken cutting) : IAsyncDisposable
{
    private readonly byte[] _buffer = new byte[8192];
    private Stream _stream = new NetworkStream(socket, ownsSocket: true);
    private int _start;
    private int _end;
    private volatile bool _spokeLast = true;

    public bool IsEncrypted => _stream is SslStream;

    /// <summary>Reads up to CR LF, or up to a lone LF if <paramref name="lenient"/>.</summary>
    /// <remarks>At most <paramref name="limit"/> octets are kept, the end included; the rest of a longer line is read and dropped.</remarks>
    /// <returns>The line, or null at the end of the stream.</returns>
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

    /// <summary>Reads so many octets.</summary>
    /// <returns>False at the end of the stream.</returns>
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

    /// <summary>Writes all of it or, if the wait has ended before, nothing. Only a cut ends a write that has begun.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cutting);
        // Before the write: in IDLE the answer to it may be read while it ends.
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

    /// <summary>Begins TLS. What the client sent before it is thrown away: nobody knows who sent that (RFC 3207 §6).</summary>
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
            throw new TimeoutException("The client does not go on with the handshake.");
        }

        return discarded;
    }

    /// <summary>Says goodbye on the TLS and TCP levels, so that the client reads an orderly end.</summary>
    public async Task ShutdownAsync()
    {
        try
        {
            if (_stream is SslStream { IsAuthenticated: true } encrypted) await encrypted.ShutdownAsync().WaitAsync(cutting).ConfigureAwait(false);
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // The client was faster, or the connection is cut.
        }
    }

    public ValueTask DisposeAsync()
    {
        // The socket first: SslStream would otherwise try to write its goodbye, which a cut must not do.
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
            throw new TimeoutException("The client is silent.");
        }
    }
}
