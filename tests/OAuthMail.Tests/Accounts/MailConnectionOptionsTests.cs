using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Configuration;
using OAuthMail.Testing.Certificates;

namespace OAuthMail.Tests.Accounts;

public class MailConnectionOptionsTests
{
    private const string Secret = "SECRETVALUE";

    [Fact]
    public void A_configuration_file_says_how_an_account_connects()
    {
        const string json = """
            { "Accounts": { "alerts": {
                "Provider": "Google", "Flow": "AuthorizationCode", "Address": "a@gmail.com", "ClientId": "id", "ClientSecret": "s",
                "Connection": { "Proxy": "socks5://[2001:db8::1]:1080", "ProxyUserName": "jane", "ProxyPassword": "SECRETVALUE", "LocalAddress": "192.0.2.1", "LocalHostName": "mail.example.net",
                                "ConnectTimeout": "00:00:10", "LoginTimeout": "00:01:30", "Timeout": "00:05:00", "CheckCertificateRevocation": true, "MaxConnections": 2, "MessagesPerMinute": 600 },
                "Backup": { "Smtp": "smtp.example.net:465", "UserName": "backup", "Password": "SECRETVALUE" } } } }
            """;
        var options = new OAuthMailOptions();
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build().Bind(options);

        var account = options.CreateAccounts()["alerts"];

        var connection = account.Connection;
        Assert.Equal("socks5://[2001:db8::1]:1080", connection.Proxy!.ToString());
        Assert.Equal((MailProxyKind.Socks5, "2001:db8::1", 1080), (connection.Proxy.Kind, connection.Proxy.Host, connection.Proxy.Port));
        Assert.Equal(("jane", Secret), (connection.Proxy.Credentials!.UserName, connection.Proxy.Credentials.Password));
        Assert.Equal(IPAddress.Parse("192.0.2.1"), connection.LocalAddress);
        Assert.Equal("mail.example.net", connection.LocalHostName);
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(90), TimeSpan.FromMinutes(5), true), (connection.ConnectTimeout, connection.LoginTimeout, connection.Timeout, connection.CheckCertificateRevocation));
        Assert.Equal((2, 600), (account.SmtpConnectionLimit, account.MessagesPerMinuteLimit));
        Assert.Equal("backup", account.Backup!.UserName);
    }

    [Fact]
    public void Accounts_that_set_nothing_share_their_connection()
    {
        var first = Create(new MailConnectionOptions());
        var second = Create(null);
        Assert.Same(first.Connection, second.Connection);
        Assert.Null(first.Connection.Proxy);
        Assert.False(first.Connection.HasClientCertificate);
        Assert.Null(first.Connection.GetClientCertificate());
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2)), (first.Connection.ConnectTimeout, first.Connection.Timeout));
        Assert.Equal(TimeSpan.FromMinutes(2), first.Connection.LoginTimeout);
        Assert.NotSame(first.Connection, Create(new MailConnectionOptions { Timeout = TimeSpan.FromSeconds(1) }).Connection);
        Assert.NotSame(first.Connection, Create(new MailConnectionOptions { LoginTimeout = TimeSpan.FromSeconds(1) }).Connection);
    }

    public static TheoryData<string, Action<MailConnectionOptions>, string> Mistakes => new()
    {
        { "Proxy", o => o.Proxy = "ftp://proxy:21", "does not begin with socks4://" },
        { "Proxy", o => o.Proxy = "socks5://proxy", "not an address such as socks5://" },
        { "Proxy", o => o.Proxy = "socks5://proxy:70000", "not an address" },
        { "Proxy", o => o.Proxy = "http://proxy:8080/path", "not an address" },
        { "Proxy", o => o.Proxy = "http://pro\r\nxy:8080", "not an address" },
        { "Proxy", o => o.Proxy = "", "does not begin with" },
        { "Proxy", o => o.Proxy = $"http://jane:{Secret}@proxy:8080", "carries a login" },
        { "ProxyUserName", o => o.ProxyUserName = "jane", "but Proxy is not" },
        { "ProxyPassword", o => o.ProxyPassword = Secret, "but Proxy is not" },
        { "ProxyPassword", o => Login(o, "socks5", "jane", ""), "is empty" },
        { "ProxyPassword", o => Login(o, "socks5", "jane", null), "is missing" },
        { "ProxyPassword", o => Login(o, "socks4a", "jane", Secret), "no passwords" },
        { "ProxyPassword", o => Login(o, "socks5", "jane", Secret + "\r\n"), "control characters" },
        { "ProxyPassword", o => Login(o, "socks5", "jane", new string('é', 128)), "255 octets" },
        { "ProxyPasswordFile", o => (o.Proxy, o.ProxyUserName, o.ProxyPassword, o.ProxyPasswordFile) = ("http://p:80", "jane", Secret, "/nowhere"), "keep one of them" },
        { "ProxyPasswordFile", o => (o.Proxy, o.ProxyUserName, o.ProxyPasswordFile) = ("http://p:80", "jane", "/nowhere/at/all"), "cannot be read" },
        { "ProxyUserName", o => Login(o, "http", null, Secret), "is missing" },
        { "ProxyUserName", o => Login(o, "http", "ja:ne", Secret), "colon" },
        { "ProxyUserName", o => Login(o, "socks5", new string('é', 128), Secret), "255 octets" },
        { "ProxyUserName", o => Login(o, "socks4", "ja\0ne", null), "control characters" },
        { "LocalAddress", o => o.LocalAddress = "1", "not an IP address" },
        { "LocalAddress", o => o.LocalAddress = "localhost", "not an IP address" },
        { "LocalHostName", o => o.LocalHostName = "::1", "neither a host name" },
        { "LocalHostName", o => o.LocalHostName = "a\r\nQUIT", "neither a host name" },
        { "ConnectTimeout", o => o.ConnectTimeout = TimeSpan.Zero, "positive" },
        { "LoginTimeout", o => o.LoginTimeout = TimeSpan.Zero, "positive" },
        { "Timeout", o => o.Timeout = TimeSpan.FromDays(30), "24 days" },
        { "MaxConnections", o => o.MaxConnections = 0, "at least 1" },
        { "MessagesPerMinute", o => o.MessagesPerMinute = -1, "at least 1" },
        { "ClientCertificateFile", o => o.ClientCertificateFile = "/nowhere/at/all", "cannot be used" },
        { "ClientCertificateFile", o => o.ClientCertificateFile = "a\0b", "cannot be used" },
        { "ClientCertificateFile", o => o.ClientCertificateFile = " ", "is empty" },
        { "ClientCertificateFile", o => (o.ClientCertificateThumbprint, o.ClientCertificateFile) = ("00", "/nowhere"), "keep one certificate" },
        { "ClientCertificateThumbprint", o => o.ClientCertificateThumbprint = "00112233445566778899AABBCCDDEEFF00112233", "cannot be used" },
        { "ClientCertificateKeyFile", o => o.ClientCertificateKeyFile = "/nowhere", "but ClientCertificateFile is not" },
        { "ClientCertificatePassword", o => o.ClientCertificatePassword = Secret, "but ClientCertificateFile is not" },
        { "ClientCertificatePasswordFile", o => (o.ClientCertificateFile, o.ClientCertificatePasswordFile) = ("/nowhere", "/nowhere/else"), "cannot be read" },
        { "ClientCertificatePasswordFile", o => (o.ClientCertificateFile, o.ClientCertificatePassword, o.ClientCertificatePasswordFile) = ("/nowhere", Secret, "/nowhere/else"), "keep one of them" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named_beside_the_accounts_others(string option, Action<MailConnectionOptions> spoil, string expected)
    {
        var connection = new MailConnectionOptions();
        spoil(connection);
        var options = new OAuthMailOptions { Accounts = { ["alerts"] = new MailAccountOptions { Provider = "Google", Flow = OAuthFlow.AuthorizationCode, ClientSecret = "s", Address = "a@gmail.com", Connection = connection } } };
        var failure = Assert.Throws<MailConfigurationException>(options.CreateAccounts);
        Assert.Contains(failure.Failures, f => f.Option == $"Accounts:alerts:Connection:{option}" && f.Failure.Contains(expected, StringComparison.Ordinal));
        Assert.Contains(failure.Failures, f => f.Option == "Accounts:alerts:ClientId");
        Assert.Equal(2, failure.Failures.Count);
        Assert.DoesNotContain(Secret, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_proxys_password_may_stand_in_a_file()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["password"], $" {Secret}\r\n");
        var proxy = Create(new MailConnectionOptions { Proxy = "HTTP://proxy.example.net:8080/", ProxyUserName = "jane", ProxyPasswordFile = folder["password"] }).Connection.Proxy!;
        Assert.Equal(Secret, proxy.Credentials!.Password);
        Assert.Equal("http://proxy.example.net:8080", proxy.ToString());

        File.WriteAllText(folder["password"], " \n");
        var failure = Assert.Throws<MailConfigurationException>(() => Create(new MailConnectionOptions { Proxy = "http://p:80", ProxyUserName = "jane", ProxyPasswordFile = folder["password"] }));
        Assert.Equal("a:Connection:ProxyPasswordFile is empty", Assert.Single(failure.Failures).ToString());
    }

    [Fact]
    public void What_a_proxy_gives_out_cannot_change_it()
    {
        var proxy = new MailProxy(MailProxyKind.Http, "proxy.example.net", 8080, new NetworkCredential("jane", Secret));
        proxy.Credentials!.Password = "other";
        Assert.Equal(Secret, proxy.Credentials.Password);
        Assert.DoesNotContain("jane", proxy.ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new MailProxy(MailProxyKind.Http, "a b", 8080));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MailProxy((MailProxyKind)9, "proxy", 8080));
        var refused = Assert.Throws<ArgumentException>(() => new MailProxy(MailProxyKind.Socks4, "proxy", 1080, new NetworkCredential("jane", Secret)));
        Assert.DoesNotContain(Secret, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_certificate_that_was_replaced_is_used_and_a_broken_one_does_no_harm_before_its_time()
    {
        using var folder = new TemporaryFolder();
        using var first = TestCertificateAuthority.CreateClientCertificate("first");
        using var second = TestCertificateAuthority.CreateClientCertificate("second", elliptic: true);
        File.WriteAllBytes(folder["client.pfx"], first.Export(X509ContentType.Pkcs12));
        var connection = Create(new MailConnectionOptions { ClientCertificate = new CertificateOptions { File = folder["client.pfx"] } }).Connection;
        Assert.True(connection.HasClientCertificate);
        Assert.Equal(first.Thumbprint, connection.GetClientCertificate()!.Thumbprint);
        Assert.Same(connection.GetClientCertificate(), connection.GetClientCertificate());

        File.WriteAllText(folder["client.pfx"], "half a file");
        Assert.Equal(first.Thumbprint, connection.GetClientCertificate()!.Thumbprint);
        File.Delete(folder["client.pfx"]);
        Assert.Equal(first.Thumbprint, connection.GetClientCertificate()!.Thumbprint);

        File.WriteAllBytes(folder["client.pfx"], second.Export(X509ContentType.Pkcs12));
        Assert.Equal(second.Thumbprint, connection.GetClientCertificate()!.Thumbprint);
    }

    [Fact]
    public void A_client_certificate_that_has_ended_is_named()
    {
        using var folder = new TemporaryFolder();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var ended = new CertificateRequest("CN=client", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-2), DateTimeOffset.UtcNow.AddHours(-1));
        File.WriteAllBytes(folder["client.pfx"], ended.Export(X509ContentType.Pkcs12));
        var connection = Create(new MailConnectionOptions { ClientCertificate = new CertificateOptions { File = folder["client.pfx"] } }).Connection;
        var failure = Assert.Throws<MailConfigurationException>(connection.GetClientCertificate);
        Assert.Contains("a:Connection:ClientCertificateFile cannot be used: The certificate", failure.Message, StringComparison.Ordinal);
        Assert.Contains("ended at", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_mailbox_may_send_is_the_providers_fact_unless_the_account_knows_better()
    {
        Assert.Equal((3, 30), (MailProviders.Microsoft365.SmtpConnectionLimit, MailProviders.Microsoft365.MessagesPerMinuteLimit));
        Assert.Equal(3, MailProviders.OutlookCom.SmtpConnectionLimit);
        Assert.Null(MailProviders.OutlookCom.MessagesPerMinuteLimit);
        Assert.Null(MailProviders.Microsoft365Hve.SmtpConnectionLimit);
        Assert.Null(MailProviders.Google.SmtpConnectionLimit);
        var account = MailAccount.Create("a", new MailAccountOptions
        {
            Provider = "Microsoft365",
            Flow = OAuthFlow.AuthorizationCode,
            ClientId = "id",
            Address = "a@contoso.com",
            Mechanisms = { OAuthMechanism.XOAuth2 },
            Connection = new MailConnectionOptions { MaxConnections = 1 },
        });
        Assert.Equal((1, 30), (account.SmtpConnectionLimit, account.MessagesPerMinuteLimit));
        Assert.Null(Create(null).SmtpConnectionLimit);
    }

    [Fact]
    public void A_limit_of_nothing_is_no_limit()
    {
        var failure = Assert.Throws<MailConfigurationException>(() => new MailProvider(new MailProviderOptions { Id = "x", SmtpConnectionLimit = 0, MessagesPerMinuteLimit = -1 }));
        Assert.Contains(failure.Failures, f => f.Option == "SmtpConnectionLimit");
        Assert.Contains(failure.Failures, f => f.Option == "MessagesPerMinuteLimit");
    }

    private static void Login(MailConnectionOptions options, string scheme, string? userName, string? password) =>
        (options.Proxy, options.ProxyUserName, options.ProxyPassword) = ($"{scheme}://proxy:1080", userName, password);

    private static MailAccount Create(MailConnectionOptions? connection) => MailAccount.Create("a", new MailAccountOptions
    {
        Provider = "Google",
        Flow = OAuthFlow.AuthorizationCode,
        ClientId = "id",
        ClientSecret = "s",
        Address = "a@gmail.com",
        Connection = connection,
    });
}
