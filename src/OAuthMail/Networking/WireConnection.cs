using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace OAuthMail.Networking;

/// <summary>
/// A connection to a mail server, without and with TLS. Disposing it cancels pending reads and writes on both frameworks.
/// </summary>
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

    /// <summary>Gets a value that indicates whether unread data has arrived.</summary>
    /// <remarks>
    /// On a connection with TLS to a proxy, data in the socket may come from the proxy and is not counted. If it comes from the server,
    /// the following handshake reads it and fails.
    /// </remarks>
    public bool HasUnread => _reader.HasUnread || (_stream is NetworkStream && _socket.Available > 0);

    /// <summary>Gets the socket, for a mail library that takes over the connection before anything was read.</summary>
    public Socket Socket => _socket;

    /// <summary>
    /// Gets the stream, for a mail library that takes over a connection through a proxy. Call <see cref="TakeUnread"/> first.
    /// </summary>
    public Stream Stream => _stream;

    /// <param name="address">The remote address.</param>
    /// <param name="port">The remote port.</param>
    /// <param name="localAddress">The local address, or <see langword="null"/> if the system selects it.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    public static async Task<WireConnection> ConnectAsync(
        IPAddress address, int port, IPAddress? localAddress, CancellationToken cancellationToken)
    {
        // Without NoDelay, the last segment of a long message waits for the acknowledgement of the previous segment. Servers delay it
        // by 40 milliseconds or more.
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (localAddress is not null) Bind(socket, localAddress);

            // On netstandard2.0, connecting does not support cancellation, so the token disposes the socket.
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

    /// <summary>
    /// Starts TLS with the mail server, with the system's TLS versions. Data received before TLS cannot be read afterwards.
    /// </summary>
    public async Task SecureAsync(TlsSettings settings, CancellationToken cancellationToken)
    {
        await BeginTlsAsync(settings, cancellationToken).ConfigureAwait(false);
        IsEncrypted = true;
    }

    /// <summary>Starts TLS with a proxy. It does not encrypt the data between the proxy and the mail server.</summary>
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

    /// <summary>Runs a read. The token closes the connection, because streams on netstandard2.0 ignore it.</summary>
    public async Task<T> ReadAsync<T>(Func<WireReader, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using (cancellationToken.Register(Dispose))
        {
            return await read(_reader, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Returns the unread data and removes it from the buffer.</summary>
    public byte[] TakeUnread() => _reader.TakeUnread();

    private async Task BeginTlsAsync(TlsSettings settings, CancellationToken cancellationToken)
    {
        // A collection of client certificates would be filtered by the issuers that the server lists, which drops certificates of an
        // intermediate issuer. A callback returns the certificate in every case.
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
        // The socket is disposed first. Otherwise SslStream sends close_notify, which can block.
        _socket.Dispose();
        _stream.Dispose();
    }
}
