using System.Security.Cryptography.X509Certificates;
using OAuthMail.Testing;
using OAuthMail.Tests.ConnectionTest;
using OAuthMail.Tests.Shared;
using OAuthMail.Tests.Storage;

namespace OAuthMail.Tests.Networking;

/// <summary>Tests the connection settings of an account, except for the proxy.</summary>
public class ConnectionSettingsTests : IClassFixture<ConnectionFixture>
{
    private readonly ConnectionFixture _fixture;

    public ConnectionSettingsTests(ConnectionFixture fixture)
    {
        _fixture = fixture;
        fixture.Reset();
    }

    [FactOnLinux]
    public async Task Connection_uses_the_configured_local_address()
    {
        await using var proxy = new ProxyServer(ProxyServerProtocol.Http);
        var report = await TestAsync(
            MailProtocol.Imap, new MailConnectionOptions { Proxy = $"http://127.0.0.1:{proxy.Port}", LocalAddress = "127.0.0.7" });
        Assert.True(report.Succeeded, report.ToText());
        Assert.Equal("127.0.0.7", Assert.Single(proxy.Requests).From);
        Assert.Contains("from 127.0.0.7", report.ToText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("2001:db8::1")]
    public async Task Foreign_local_address_is_reported(string address)
    {
        var report = await TestAsync(MailProtocol.Imap, new MailConnectionOptions { LocalAddress = address });
        Assert.Equal(Problems.LocalAddressUnusable, report.Problem);
        Assert.Contains(address, report.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Local_host_name_of_the_tester_overrides_that_of_the_account()
    {
        var connection = new MailConnectionOptions { LocalHostName = "client.example.net" };
        await using var server = new ScriptedMailPeer(TlsMode.StartTls, null, new MailPeerScript().Send("220 ready").Read().Send("250 ok"));
        var account = ConnectionFixture.AccountAt(server.Endpoint, connection);
        await new ConnectionTester().TestAsync(account, MailProtocol.Smtp, new TokenQueue(_fixture.NewToken()));
        await new ConnectionTester(new ConnectionTesterOptions { LocalHostName = "tester.example.net" })
            .TestAsync(account, MailProtocol.Smtp, new TokenQueue(_fixture.NewToken()));
        var received = System.Text.Encoding.ASCII.GetString(server.Received.ToArray());
        Assert.Contains("EHLO client.example.net\r\n", received, StringComparison.Ordinal);
        Assert.Contains("EHLO tester.example.net\r\n", received, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replaced_client_certificate_is_loaded()
    {
        using var folder = new TemporaryFolder();
        using var first = TestCertificateAuthority.CreateClientCertificate("first");
        using var second = TestCertificateAuthority.CreateClientCertificate("second", elliptic: true);
        File.WriteAllBytes(folder["client.pfx"], first.Export(X509ContentType.Pkcs12, "one"));
        File.WriteAllText(folder["password"], "one\n");
        await using var server = new ScriptedMailPeer(
            TlsMode.Implicit, _fixture.Host.CertificateAuthority, new MailPeerScript().Send("* BYE go").Close());
        var account = ConnectionFixture.AccountAt(
            server.Endpoint, new MailConnectionOptions { ClientCertificate = new CertificateOptions { File = folder["client.pfx"],
                PasswordFile = folder["password"] } });
        var tester = new ConnectionTester(_fixture.TesterOptions);

        Assert.Equal(
            Problems.ServerNotReady, (await tester.TestAsync(account, MailProtocol.Imap, new TokenQueue(_fixture.NewToken()))).Problem);
        Assert.Equal(first.Thumbprint, server.Connections[^1].ClientThumbprint);

        File.WriteAllBytes(folder["client.pfx"], second.Export(X509ContentType.Pkcs12, "two-2"));
        await tester.TestAsync(account, MailProtocol.Imap, new TokenQueue(_fixture.NewToken()));
        Assert.Equal(first.Thumbprint, server.Connections[^1].ClientThumbprint);

        File.WriteAllText(folder["password"], "two-2\n");
        await tester.TestAsync(account, MailProtocol.Imap, new TokenQueue(_fixture.NewToken()));
        Assert.Equal(second.Thumbprint, server.Connections[^1].ClientThumbprint);
    }

    [Fact]
    public async Task Client_certificate_is_not_sent_to_a_proxy()
    {
        using var folder = new TemporaryFolder();
        using var certificate = TestCertificateAuthority.CreateClientCertificate("client");
        File.WriteAllBytes(folder["client.pfx"], certificate.Export(X509ContentType.Pkcs12));
        await using var server = new ScriptedMailPeer(
            TlsMode.Implicit, _fixture.Host.CertificateAuthority, new MailPeerScript().Send("nonsense"));
        var options = _fixture.TesterOptions;
        options.ProxyCertificateValidationCallback = _fixture.Host.CertificateAuthority.ValidationCallback;
        var connection = new MailConnectionOptions { Proxy = $"https://127.0.0.1:{server.Endpoint.Port}",
            ClientCertificate = new CertificateOptions { File = folder["client.pfx"] } };
        var report = await new ConnectionTester(options)
            .TestAsync(_fixture.Account(change: account => account.Connection = connection), MailProtocol.Imap,
                new TokenQueue(_fixture.NewToken()));
        Assert.Equal(Problems.ProxyReplyInvalid, report.Problem);
        Assert.Null(server.Connections[^1].ClientThumbprint);
    }

    private Task<ConnectionReport> TestAsync(MailProtocol protocol, MailConnectionOptions connection) =>
        new ConnectionTester(_fixture.TesterOptions)
            .TestAsync(_fixture.Account(change: options => options.Connection = connection), protocol, new TokenQueue(_fixture.NewToken()));
}
