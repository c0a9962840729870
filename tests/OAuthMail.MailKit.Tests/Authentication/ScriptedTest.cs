using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Pop3;
using MailKit.Net.Smtp;
using MailKit.Security;
using OAuthMail.Testing;
using OAuthMail.Tests.ConnectionTest;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Authentication;

/// <summary>Clients of all three protocols against servers that play a script.</summary>
public abstract class ScriptedTest : IDisposable
{
    protected const string Address = "alice@example.com";

    private readonly TestCertificateAuthority _authority = new();

    public static TheoryData<MailProtocol> Protocols => [MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3];

    protected TestCertificateAuthority Authority => _authority;

    public void Dispose()
    {
        _authority.Dispose();
        GC.SuppressFinalize(this);
    }

    internal ScriptedMailPeer Serve(params MailPeerScript[] scripts) => new(TlsMode.Implicit, _authority, scripts);

    internal ScriptedMailPeer ServeStartTls(params MailPeerScript[] scripts) => new(TlsMode.StartTls, _authority, scripts);

    protected MailService NewClient(MailProtocol protocol, bool withLogger = true, IProtocolLogger? next = null)
    {
        IProtocolLogger logger = withLogger ? new MailProtocolLogger(next) : new NullProtocolLogger();
        MailService client = protocol switch
        {
            MailProtocol.Smtp => new SmtpClient(logger),
            MailProtocol.Imap => new ImapClient(logger),
            _ => new Pop3Client(logger),
        };
        client.ServerCertificateValidationCallback = _authority.ValidationCallback;
        client.CheckCertificateRevocation = false;
        return client;
    }

    internal async Task<MailService> ConnectAsync(
        MailProtocol protocol, ScriptedMailPeer peer, bool withLogger = true, IProtocolLogger? next = null)
    {
        var client = NewClient(protocol, withLogger, next);
        await client.ConnectAsync(peer.Endpoint.Host, peer.Endpoint.Port, SecureSocketOptions.SslOnConnect);
        return client;
    }

    protected static MailAccount AccountAt(MailEndpoint endpoint, Action<MailAccountOptions>? change = null)
    {
        var server = (endpoint.Tls == TlsMode.Implicit ? "tls://" : "starttls://") + endpoint;
        var options = new MailAccountOptions
        {
            Address = Address,
            Flow = OAuthFlow.AuthorizationCode,
            ClientId = "id",
            AuthorizationEndpoint = "https://as.example/authorize",
            TokenEndpoint = "https://as.example/token",
            Scope = "mail",
            Smtp = server,
            Imap = server,
            Pop3 = server,
        };
        change?.Invoke(options);
        return MailAccount.Create("alice", options);
    }

    protected static AccessToken Token(string value) => new(value, DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddHours(1));

    internal static TokenQueue Tokens(params string[] values) => new([.. values.Select(Token)]);
}
