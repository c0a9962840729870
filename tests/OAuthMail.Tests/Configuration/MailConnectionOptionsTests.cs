using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OAuthMail.Testing;

namespace OAuthMail.Tests.Configuration;

public class MailConnectionOptionsTests
{
    private const string Secret = Some.Secret;

    [Fact]
    public void Accounts_with_default_settings_share_their_connection_settings()
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
        { "Proxy", o => o.Proxy = "ftp://proxy:21", "Valid prefixes: socks4://" },
        { "Proxy", o => o.Proxy = "socks5://proxy", "isn't an address such as socks5://" },
        { "Proxy", o => o.Proxy = "socks5://proxy:70000", "isn't an address" },
        { "Proxy", o => o.Proxy = "http://proxy:8080/path", "isn't an address" },
        { "Proxy", o => o.Proxy = "http://pro\r\nxy:8080", "isn't an address" },
        { "Proxy", o => o.Proxy = $"http://jane:{Secret}@proxy:8080", "Must not contain a user name and a password" },
        { "ProxyUserName", o => (o.Proxy, o.ProxyUserName) = (" ", "jane"), "Has no effect without Proxy" },
        { "ProxyUserName", o => o.ProxyUserName = "jane", "Has no effect without Proxy" },
        { "ProxyPassword", o => o.ProxyPassword = Secret, "Has no effect without Proxy" },
        { "ProxyPassword", o => Login(o, "socks5", "jane", ""), "Required." },
        { "ProxyPassword", o => Login(o, "socks5", "jane", null), "Required." },
        { "ProxyPassword", o => Login(o, "socks4a", "jane", Secret), "no passwords" },
        { "ProxyPassword", o => Login(o, "socks5", "jane", Secret + "\r\n"), "control characters" },
        { "ProxyPassword", o => Login(o, "socks5", "jane", new string('é', 128)), "255 octets" },
        {
            "ProxyPasswordFile",
            o => (o.Proxy, o.ProxyUserName, o.ProxyPassword, o.ProxyPasswordFile) = ("http://p:80", "jane", Secret, "/nowhere"),
            "Keep one of them"
        },
        {
            "ProxyPasswordFile", o => (o.Proxy, o.ProxyUserName, o.ProxyPasswordFile) = ("http://p:80", "jane", "/nowhere/at/all"),
                "can't be read"
        },
        { "ProxyUserName", o => Login(o, "http", null, Secret), "Required." },
        { "ProxyUserName", o => Login(o, "http", "ja:ne", Secret), "colon" },
        { "ProxyUserName", o => Login(o, "socks5", new string('é', 128), Secret), "255 octets" },
        { "ProxyUserName", o => Login(o, "socks4", "ja\0ne", null), "control characters" },
        { "LocalAddress", o => o.LocalAddress = "1", "isn't an IP address" },
        { "LocalAddress", o => o.LocalAddress = "localhost", "isn't an IP address" },
        { "LocalHostName", o => o.LocalHostName = "::1", "neither a host name" },
        { "LocalHostName", o => o.LocalHostName = "a\r\nQUIT", "neither a host name" },
        { "ConnectTimeout", o => o.ConnectTimeout = TimeSpan.Zero, "Must be more than 00:00:00 and at most 24.00:00:00, but is 00:00:00." },
        { "LoginTimeout", o => o.LoginTimeout = TimeSpan.Zero, "Must be more than 00:00:00" },
        { "Timeout", o => o.Timeout = TimeSpan.FromDays(30), "at most 24.00:00:00, but is 30.00:00:00." },
        { "MaxConnections", o => o.MaxConnections = 0, "Must be at least 1, but is 0." },
        { "MessagesPerMinute", o => o.MessagesPerMinute = -1, "Must be at least 1, but is -1." },
        { "ClientCertificate:File", o => o.ClientCertificate = File("/nowhere/at/all"), "can't be used" },
        { "ClientCertificate:File", o => o.ClientCertificate = File("a\0b"), "can't be used" },
        {
            "ClientCertificate:File", o => o.ClientCertificate = new CertificateOptions { Thumbprint = "00", File = "/nowhere" },
                "Keep one certificate"
        },
        {
            "ClientCertificate:Thumbprint",
            o => o.ClientCertificate = new CertificateOptions { Thumbprint = "00112233445566778899AABBCCDDEEFF00112233" },
            "can't be used"
        },
        { "ClientCertificate:KeyFile", o => o.ClientCertificate = new CertificateOptions { KeyFile = "/nowhere" },
            "Has no effect without File" },
        { "ClientCertificate:Password", o => o.ClientCertificate = new CertificateOptions { Password = Secret },
            "Has no effect without File" },
        {
            "ClientCertificate:PasswordFile",
            o => o.ClientCertificate = new CertificateOptions { File = "/nowhere", PasswordFile = "/nowhere/else" },
            "can't be read"
        },
        {
            "ClientCertificate:PasswordFile",
            o => o.ClientCertificate = new CertificateOptions { File = "/nowhere", Password = Secret, PasswordFile = "/nowhere/else" },
            "Keep one of them"
        },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistake_is_reported_with_the_other_errors_of_the_account(
        string option, Action<MailConnectionOptions> change, string expected)
    {
        var connection = new MailConnectionOptions();
        change(connection);
        var options = Some.Options(("alerts", Some.Account(o => (o.ClientId, o.Connection) = (null, connection))));
        var failure = Assert.Throws<MailConfigurationException>(options.CreateAccounts);
        Assert.Contains(
            failure.Errors,
            error => error.Option == $"Accounts:alerts:Connection:{option}" && error.Message.Contains(expected, StringComparison.Ordinal));
        Assert.Contains(failure.Errors, error => error.Option == "Accounts:alerts:ClientId");
        Assert.Equal(2, failure.Errors.Count);
        Assert.DoesNotContain(Secret, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Password_of_a_proxy_can_be_in_a_file()
    {
        using var folder = new TemporaryFolder();
        System.IO.File.WriteAllText(folder["password"], $" {Secret}\r\n");
        var options = new MailConnectionOptions
        {
            Proxy = "HTTP://proxy.example.net:8080/", ProxyUserName = "jane", ProxyPasswordFile = folder["password"],
        };
        var proxy = Create(options).Connection.Proxy!;
        Assert.Equal(Secret, proxy.Credentials!.Password);
        Assert.Equal("http://proxy.example.net:8080", proxy.ToString());

        System.IO.File.WriteAllText(folder["password"], " \n");
        var error = Assert.Single(Some.ErrorsOf(() => Create(options)));
        Assert.Equal($"a:Connection:ProxyPasswordFile: The file '{folder["password"]}' is empty.", error.ToString());
    }

    [Fact]
    public void Changing_the_returned_credentials_does_not_change_the_proxy()
    {
        var proxy = new MailProxy(MailProxyKind.Http, "proxy.example.net", 8080, new NetworkCredential("jane", Secret));
        proxy.Credentials!.Password = "other";
        Assert.Equal(Secret, proxy.Credentials.Password);
        Assert.DoesNotContain("jane", proxy.ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new MailProxy(MailProxyKind.Http, "a b", 8080));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MailProxy((MailProxyKind)9, "proxy", 8080));
        var refused = Assert.Throws<ArgumentException>(
            () => new MailProxy(MailProxyKind.Socks4, "proxy", 1080, new NetworkCredential("jane", Secret)));
        Assert.DoesNotContain(Secret, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Replaced_client_certificate_is_used_and_an_unreadable_one_is_ignored_until_the_previous_one_expires()
    {
        using var folder = new TemporaryFolder();
        using var first = TestCertificateAuthority.CreateClientCertificate("first");
        using var second = TestCertificateAuthority.CreateClientCertificate("second", elliptic: true);
        System.IO.File.WriteAllBytes(folder["client.pfx"], first.Export(X509ContentType.Pkcs12));
        var connection = Create(new MailConnectionOptions { ClientCertificate = new CertificateOptions { File = folder["client.pfx"] } })
            .Connection;
        Assert.True(connection.HasClientCertificate);
        Assert.Equal(first.Thumbprint, connection.GetClientCertificate()!.Thumbprint);
        Assert.Same(connection.GetClientCertificate(), connection.GetClientCertificate());

        System.IO.File.WriteAllText(folder["client.pfx"], "half a file");
        Assert.Equal(first.Thumbprint, connection.GetClientCertificate()!.Thumbprint);
        System.IO.File.Delete(folder["client.pfx"]);
        Assert.Equal(first.Thumbprint, connection.GetClientCertificate()!.Thumbprint);

        System.IO.File.WriteAllBytes(folder["client.pfx"], second.Export(X509ContentType.Pkcs12));
        Assert.Equal(second.Thumbprint, connection.GetClientCertificate()!.Thumbprint);
    }

    [Fact]
    public void Expired_client_certificate_is_reported()
    {
        using var folder = new TemporaryFolder();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = DateTimeOffset.UtcNow;
        using var expired = new CertificateRequest("CN=client", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(now.AddHours(-2), now.AddHours(-1));
        System.IO.File.WriteAllBytes(folder["client.pfx"], expired.Export(X509ContentType.Pkcs12));
        var connection = Create(new MailConnectionOptions { ClientCertificate = new CertificateOptions { File = folder["client.pfx"] } })
            .Connection;
        var failure = Assert.Throws<MailConfigurationException>(connection.GetClientCertificate);
        Assert.Contains("a:Connection:ClientCertificate:File: The certificate can't be used: The certificate", failure.Message,
            StringComparison.Ordinal);
        Assert.Contains("expired at", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sending_limits_are_those_of_the_provider_unless_the_account_sets_them()
    {
        Assert.Equal((3, 30), (MailProviders.Microsoft365.SmtpConnectionLimit, MailProviders.Microsoft365.MessagesPerMinuteLimit));
        Assert.Equal(3, MailProviders.OutlookCom.SmtpConnectionLimit);
        Assert.Null(MailProviders.OutlookCom.MessagesPerMinuteLimit);
        Assert.Null(MailProviders.Microsoft365Hve.SmtpConnectionLimit);
        Assert.Null(MailProviders.Google.SmtpConnectionLimit);
        var account = MailAccount.Create("a", Some.Application(o =>
        {
            o.Connection = new MailConnectionOptions { MaxConnections = 1 };
            o.Mechanisms.Add(OAuthMechanism.XOAuth2);
        }));
        Assert.Equal((1, 30), (account.SmtpConnectionLimit, account.MessagesPerMinuteLimit));
        Assert.Null(Create(null).SmtpConnectionLimit);
    }

    [Fact]
    public void Limits_of_zero_are_errors()
    {
        var options = new MailProviderOptions { Id = "x", SmtpConnectionLimit = 0, MessagesPerMinuteLimit = -1 };
        var errors = Some.ErrorsOf(() => _ = new MailProvider(options));
        Assert.Contains(errors, error => error.Option == "SmtpConnectionLimit");
        Assert.Contains(errors, error => error.Option == "MessagesPerMinuteLimit");
    }

    private static void Login(MailConnectionOptions options, string scheme, string? userName, string? password) =>
        (options.Proxy, options.ProxyUserName, options.ProxyPassword) = ($"{scheme}://proxy:1080", userName, password);

    private static MailAccount Create(MailConnectionOptions? connection) =>
        MailAccount.Create("a", Some.Account(o => o.Connection = connection));

    private static CertificateOptions File(string path) => new() { File = path };
}
