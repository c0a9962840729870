using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace OAuthMail.Testing.Tests.Mail;

/// <summary>Sends and receives lines byte for byte, without knowledge of the protocols.</summary>
internal sealed class LineClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TcpClient _tcp = new();
    private Stream _stream = Stream.Null;

    public static async Task<LineClient> ConnectAsync(MailEndpoint endpoint, TestCertificateAuthority authority)
    {
        var client = new LineClient();
        await client._tcp.ConnectAsync(endpoint.Host, endpoint.Port);
        client._stream = client._tcp.GetStream();
        if (endpoint.Tls == TlsMode.Implicit) await client.StartTlsAsync(authority, endpoint.Host);
        return client;
    }

    public async Task StartTlsAsync(TestCertificateAuthority authority, string host = "127.0.0.1")
    {
        var encrypted = new SslStream(_stream, false, authority.ValidationCallback);
        await encrypted.AuthenticateAsClientAsync(host).WaitAsync(Patience);
        _stream = encrypted;
    }

    public async Task SendAsync(string text) => await _stream.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask().WaitAsync(Patience);

    /// <summary>Sends a line.</summary>
    public Task LineAsync(string line) => SendAsync(line + "\r\n");

    /// <summary>Receives a line, or <see langword="null"/> if the connection was closed or broken.</summary>
    public async Task<string?> ReadAsync()
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (true)
        {
            try
            {
                if (await _stream.ReadAsync(one).AsTask().WaitAsync(Patience) == 0) return null;
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                return null;
            }

            line.Add(one[0]);
            if (line is [.., (byte)'\r', (byte)'\n']) return Encoding.UTF8.GetString(line.ToArray(), 0, line.Count - 2);
        }
    }

    public async Task<string> ReadBlockAsync(int octets)
    {
        var block = new byte[octets];
        await _stream.ReadExactlyAsync(block).AsTask().WaitAsync(Patience);
        return Encoding.UTF8.GetString(block);
    }

    /// <summary>Sends a line and receives one.</summary>
    public async Task<string?> AskAsync(string line)
    {
        await LineAsync(line);
        return await ReadAsync();
    }

    /// <summary>Sends a line and receives lines up to and including the first one that matches the condition.</summary>
    public async Task<List<string>> AskAsync(string line, Func<string, bool> last)
    {
        await LineAsync(line);
        return await ReadUntilAsync(last);
    }

    public async Task<List<string>> ReadUntilAsync(Func<string, bool> last)
    {
        var lines = new List<string>();
        while (true)
        {
            var read = await ReadAsync() ?? throw new EndOfStreamException("The connection ended after: " + string.Join(" | ", lines));
            lines.Add(read);
            if (last(read)) return lines;
        }
    }

    public ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        return _stream.DisposeAsync();
    }
}
