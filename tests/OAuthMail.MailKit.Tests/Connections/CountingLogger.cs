using System.Text;
using MailKit;

namespace OAuthMail.MailKit.Tests.Connections;

/// <summary>Records the octets that it receives.</summary>
internal sealed class CountingLogger : IProtocolLogger
{
    private readonly MemoryStream _client = new();
    private readonly MemoryStream _server = new();

    public int Disposals { get; private set; }

    public byte[] Client => _client.ToArray();

    public byte[] Server => _server.ToArray();

    public string Text => Encoding.UTF8.GetString(Client) + Encoding.UTF8.GetString(Server);

    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    public void LogConnect(Uri uri)
    {
    }

    public void LogClient(byte[] buffer, int offset, int count) => _client.Write(buffer, offset, count);

    public void LogServer(byte[] buffer, int offset, int count) => _server.Write(buffer, offset, count);

    public void Dispose() => Disposals++;
}
