using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace OAuthMail.Networking;

/// <summary>One connection to a mail server, in clear and then over TLS. Disposing it ends every wait on it, on both frameworks.</summary>
internal sealed class WireConnection : IDisposable
{
    private readonly Socket _socket;
    private Stream _stream;
    private WireReader _reader;

    private WireConnection(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = new WireReader(_stream);
    }

    public bool IsEncrypted { get; private set; }

    public IPAddress LocalAddress => ((IPEndPoint)_socket.LocalEndPoint!).Address;

    /// <summary>Whether the server sent something that it was not asked for yet.</summary>
    /// <remarks>
    /// What waits in the socket of a connection that is encrypted up to a proxy need not be the server's. If it is, then the handshake
    /// that comes next reads it and fails.
    /// </remarks>
    public bool HasUnread => _reader.HasUnread || (_stream is NetworkStream && _socket.Available > 0);

    /// <summary>The socket, for a mail library that goes on with a connection of which nothing was read yet.</summary>
    public Socket Socket => _socket;

    /// <summary>What is read and written now, for a mail library that goes on behind a proxy, after <see cref="TakeUnread"/>.</summary>
    public Stream Stream => _stream;

    /// <param name="address">Where to connect to.</param>
    /// <param name="port">Its port.</param>
    /// <param name="localAddress">Where to connect from; null where the system chooses.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<WireConnection> ConnectAsync(
        IPAddress address, int port, IPAddress? localAddress, CancellationToken cancellationToken)
    {
        // Without NoDelay the last piece of a long message waits until the server has confirmed the one before, which servers put off
        // for 40 milliseconds and more.
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (localAddress is not null) Bind(socket, localAddress);

            // netstandard2.0 has no connect that a token ends.
            using (cancellationToken.Register(socket.Dispose))
            {
                await socket.ConnectAsync(new IPEndPoint(address, port)).ConfigureAwait(false);
            }

            cancellationToken.ThrowIfCancellationRequested();
            return new WireConnection(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Begins TLS with the mail server, with the system's versions. Nothing that came before it can be read after it.</summary>
    public async Task SecureAsync(TlsSettings settings, CancellationToken cancellationToken)
    {
        await BeginTlsAsync(settings, cancellationToken).ConfigureAwait(false);
        IsEncrypted = true;
    }

    /// <summary>Begins TLS with a proxy. What is said to the mail server through it is not encrypted by that.</summary>
    public Task SecureToProxyAsync(TlsSettings settings, CancellationToken cancellationToken) => BeginTlsAsync(settings, cancellationToken);

    public string DescribeTls()
    {
        var encrypted = (SslStream)_stream;
        return encrypted.SslProtocol.ToString() switch
        {
            "Tls12" => "TLS 1.2",
            "Tls13" => "TLS 1.3",
            var other => other,
        };
    }

    public Task WriteLineAsync(string line, CancellationToken cancellationToken) =>
        WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), cancellationToken);

    public async Task WriteAsync(byte[] octets, CancellationToken cancellationToken)
    {
        using (cancellationToken.Register(Dispose))
        {
            await _stream.WriteAsync(octets.AsMemory(), cancellationToken).ConfigureAwait(false);
            await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads something; the token closes the connection, because streams of netstandard2.0 do not listen to it.</summary>
    public async Task<T> ReadAsync<T>(Func<WireReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using (cancellationToken.Register(Dispose))
        {
            return await read(_reader, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gives away what came that nobody has read yet.</summary>
    public byte[] TakeUnread() => _reader.TakeUnread();

    private async Task BeginTlsAsync(TlsSettings settings, CancellationToken cancellationToken)
    {
        // Chosen by a callback: a mere collection is not asked where the server names issuers that the certificate does not come from
        // directly.
        LocalCertificateSelectionCallback? select = settings.ClientCertificate is { } certificate ? (_, _, _, _, _) => certificate : null;
        var encrypted = new SslStream(_stream, leaveInnerStreamOpen: false, settings.Validate, select);
        using (cancellationToken.Register(Dispose))
        {
            await encrypted.AuthenticateAsClientAsync(
                settings.Host, null, SslProtocols.None, settings.CheckRevocation).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        _stream = encrypted;
        _reader = new WireReader(encrypted);
    }

    private static void Bind(Socket socket, IPAddress localAddress)
    {
        try
        {
            socket.Bind(new IPEndPoint(localAddress, 0));
        }
        catch (SocketException failure)
        {
            throw new WireException(Problems.LocalAddressUnusable, $"{localAddress}: {failure.Message}.", null, failure);
        }
    }

    public void Dispose()
    {
        // The socket first: SslStream would otherwise write its goodbye, which may wait.
        _socket.Dispose();
        _stream.Dispose();
    }
}
