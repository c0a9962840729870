using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace OAuthMail.ConnectionTest.Wire;

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
    public bool HasUnread => _reader.HasUnread || _socket.Available > 0;

    public static async Task<WireConnection> ConnectAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
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

    /// <summary>Begins TLS with the system's versions. Nothing that came before it can be read after it.</summary>
    public async Task SecureAsync(string host, RemoteCertificateValidationCallback validate, bool checkRevocation, CancellationToken cancellationToken)
    {
        var encrypted = new SslStream(_stream, leaveInnerStreamOpen: false, validate);
        using (cancellationToken.Register(Dispose))
        {
            await encrypted.AuthenticateAsClientAsync(host, null, SslProtocols.None, checkRevocation).ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
        _stream = encrypted;
        _reader = new WireReader(encrypted);
        IsEncrypted = true;
    }

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

    public Task WriteLineAsync(string line, CancellationToken cancellationToken) => WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), cancellationToken);

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

    public void Dispose()
    {
        // The socket first: SslStream would otherwise write its goodbye, which may wait.
        _socket.Dispose();
        _stream.Dispose();
    }
}
