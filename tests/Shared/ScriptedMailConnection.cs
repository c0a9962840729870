using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using OAuthMail.Testing;

namespace OAuthMail.Tests.Shared;

/// <summary>A connection of a <see cref="ScriptedMailPeer"/>. It implements the steps of a script and records the client's data.</summary>
internal sealed class ScriptedMailConnection(Socket socket, TestCertificateAuthority? authority, MemoryStream received) : IAsyncDisposable
{
    private readonly byte[] _buffer = new byte[8192];
    private readonly List<string> _lines = [];
    private Stream _stream = new NetworkStream(socket, ownsSocket: true);
    private bool _spokeLast = true;
    private int _start;
    private int _end;
    private int _roundTrips;

    /// <summary>Gets the lines that the script has read.</summary>
    public IReadOnlyList<string> ClientLines
    {
        get
        {
            lock (_lines) return [.. _lines];
        }
    }

    /// <summary>Gets how often the client has sent data after data from the peer.</summary>
    public int RoundTrips => Volatile.Read(ref _roundTrips);

    public async Task StartTlsAsync(CancellationToken stop)
    {
        _start = _end = 0;
        using var certificate = (authority ?? throw new InvalidOperationException("The peer has no certificate authority for TLS."))
            .IssueServerCertificate(["127.0.0.1"]);
        var encrypted = new SslStream(_stream);
        _stream = encrypted;
#pragma warning disable CA5359 // Any client certificate is accepted. The test checks it afterwards.
        await encrypted.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            }, stop);
#pragma warning restore CA5359
        ClientThumbprint = encrypted.RemoteCertificate?.GetCertHashString();
    }

    /// <summary>Gets the thumbprint of the client certificate, or <see langword="null"/> if there was none.</summary>
    public string? ClientThumbprint { get; private set; }

    public async Task WriteAsync(byte[] octets, CancellationToken stop)
    {
        _spokeLast = true;
        await _stream.WriteAsync(octets, stop);
    }

    public async Task ExpectAsync(string pattern, CancellationToken stop)
    {
        var line = await ReadLineAsync(stop);
        var regex = "^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$";
        if (!Regex.IsMatch(line, regex, RegexOptions.Singleline | RegexOptions.CultureInvariant))
        {
            throw new DeviationException("the client sent: " + line);
        }
    }

    public async Task<string> ReadLineAsync(CancellationToken stop)
    {
        using var line = new MemoryStream();
        while (true)
        {
            if (_start == _end && !await FillAsync(stop)) throw new EndOfStreamException("the client closed the connection");
            var octet = _buffer[_start++];
            if (octet == '\n') break;
            line.WriteByte(octet);
        }

        var text = Encoding.UTF8.GetString(line.ToArray()).TrimEnd('\r');
        lock (_lines) _lines.Add(text);
        return text;
    }

    public async Task ReadAnythingAsync(CancellationToken stop)
    {
        if (_start == _end && !await FillAsync(stop)) throw new EndOfStreamException("the client closed the connection");
        _start = _end;
    }

    public async Task CloseAsync()
    {
        if (_stream is SslStream encrypted) await encrypted.ShutdownAsync();
        socket.Shutdown(SocketShutdown.Send);
        await DisposeAsync();
    }

    public Task CutAsync()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return _stream.DisposeAsync();
    }

    private async Task<bool> FillAsync(CancellationToken stop)
    {
        _start = 0;
        _end = await _stream.ReadAsync(_buffer, stop);
        if (_end == 0) return false;
        if (_spokeLast) Interlocked.Increment(ref _roundTrips);
        _spokeLast = false;
        lock (received) received.Write(_buffer, 0, _end);
        return true;
    }
}
