using System.Net;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace OAuthMail.Tests.Configuration;

public class OAuthMailConfigurationTests
{
    private const string Google = """
        "Provider": "Google", "Flow": "AuthorizationCode", "Address": "a@gmail.com", "ClientId": "id", "ClientSecret": "s"
        """;

    [Fact]
    public void Section_becomes_accounts()
    {
        var accounts = Read("""
            "Clients": {
              "contoso": { "Provider": "Microsoft365", "Flow": "ClientCredentials", "TenantId": "contoso.com", "ClientId": "id",
                           "ClientSecret": "s" } },
            "Accounts": {
              "alerts":  { "Client": "contoso", "Address": "alerts@contoso.com" },
              "support": { "Provider": "Google", "Flow": "authorizationcode", "Address": "s@gmail.com", "ClientId": "id",
                           "ClientSecret": "s" },
              "legacy":  { "Flow": "AuthorizationCode", "Address": "ops@example.net", "ClientId": "id",
                           "AuthorizationEndpoint": "https://id.example.net/authorize", "TokenEndpoint": "https://id.example.net/token",
                           "Scope": "mail offline_access", "Smtp": "smtp.example.net:465", "Imap": "imap.example.net:993",
                           "Mechanisms": [ "XOAuth2" ], "TokenParameters": { "resource": "mail" } } }
            """).CreateAccounts();

        Assert.Equal(["alerts", "legacy", "support"], accounts.Keys.Order());
        Assert.Equal([OAuthMechanism.XOAuth2], accounts["legacy"].GetProvider(MailProtocol.Imap).Mechanisms);
        Assert.Equal("mail", accounts["legacy"].Incoming.TokenParameters["resource"]);
    }

    [Fact]
    public void Connection_and_backup_are_read()
    {
        var account = Read($$"""
            "Accounts": { "alerts": { {{Google}},
                "Connection": { "Proxy": "socks5://[2001:db8::1]:1080", "ProxyUserName": "jane", "ProxyPassword": "SECRETVALUE",
                                "LocalAddress": "192.0.2.1", "LocalHostName": "mail.example.net", "ConnectTimeout": "00:00:10",
                                "LoginTimeout": "00:01:30", "Timeout": "00:05:00", "CheckCertificateRevocation": true, "MaxConnections": 2,
                                "MessagesPerMinute": 600 },
                "Backup": { "Smtp": "smtp.example.net:465", "UserName": "backup", "Password": "SECRETVALUE" } } }
            """).CreateAccounts()["alerts"];

        var connection = account.Connection;
        Assert.Equal("socks5://[2001:db8::1]:1080", connection.Proxy!.ToString());
        Assert.Equal((MailProxyKind.Socks5, "2001:db8::1", 1080), (connection.Proxy.Kind, connection.Proxy.Host, connection.Proxy.Port));
        Assert.Equal(("jane", Some.Secret), (connection.Proxy.Credentials!.UserName, connection.Proxy.Credentials.Password));
        Assert.Equal(IPAddress.Parse("192.0.2.1"), connection.LocalAddress);
        Assert.Equal("mail.example.net", connection.LocalHostName);
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(90)), (connection.ConnectTimeout, connection.LoginTimeout));
        Assert.Equal((TimeSpan.FromMinutes(5), true), (connection.Timeout, connection.CheckCertificateRevocation));
        Assert.Equal((2, 600), (account.SmtpConnectionLimit, account.MessagesPerMinuteLimit));
        Assert.Equal("backup", account.Backup!.UserName);
    }

    [Fact]
    public void Providers_are_read()
    {
        var accounts = Read("""
            "Providers": {
              "contoso-cloud": { "Cloud": { "LoginHost": "login.example.fr", "Resource": "https://outlook.example.fr",
                                            "MailHost": "imap.example.fr", "SmtpHost": "smtp.example.fr" } },
              "acme": { "Imap": "imap.acme.example:993", "Smtp": "smtp.acme.example:465", "Mechanisms": [ "OAuthBearer" ],
                        "Flows": [ "AuthorizationCode" ], "Scopes": { "Imap": "mail", "Smtp": "mail" },
                        "AuthorizationEndpoint": "https://id.acme.example/authorize", "TokenEndpoint": "https://id.acme.example/token" } },
            "Accounts": {
              "alerts":  { "Provider": "Contoso-Cloud", "Flow": "ClientCredentials", "TenantId": "contoso.com", "ClientId": "id",
                           "ClientSecret": "s", "Address": "a@contoso.com" },
              "support": { "Provider": "ACME", "Flow": "AuthorizationCode", "ClientId": "id", "Address": "s@acme.example" } }
            """).CreateAccounts();

        Assert.Equal("smtp.example.fr:587", accounts["alerts"].GetEndpoint(MailProtocol.Smtp)!.ToString());
        Assert.Equal("contoso-cloud", accounts["alerts"].GetProvider(MailProtocol.Smtp).Id);
        Assert.Equal("imap.acme.example:993", accounts["support"].GetEndpoint(MailProtocol.Imap)!.ToString());
        Assert.Equal(["mail"], accounts["support"].Incoming.Scopes);
    }

    [Fact]
    public void Error_of_a_provider_is_reported_with_the_provider_only()
    {
        var errors = ErrorsOf($$"""
            "Providers": { "acme": { "Imap": "imap.acme.example", "Mechanisms": "XOAuth2", "Flows": "DeviceCode,AuthorizationCode",
                                     "TokenEndpoint": "http://id.acme.example/token", "AuthorizationEndpoint": "https://id.acme.example/a",
                                     "DeviceAuthorizationEndpoint": "https://id.acme.example/d" } },
            "Accounts": { "a": { {{Google}}, "Provider": "acme" } }
            """.Replace("\"Provider\": \"Google\", ", "", StringComparison.Ordinal));
        Assert.Equal(["OAuthMail:Providers:acme:Imap", "OAuthMail:Providers:acme:TokenEndpoint"], errors.Select(error => error.Option));
    }

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "\"Flwo\": \"AuthorizationCode\"", "Flwo", "Unknown option. Did you mean 'Flow'?" },
        { "\"Colour\": \"red\"", "Colour", "Unknown option. Valid options: Client, Address, " },
        { "\"Flow\": \"AuthorisationCode\"", "Flow",
            "'AuthorisationCode' isn't a valid flow. Valid values: AuthorizationCode, DeviceCode, " },
        { "\"Flow\": \"0\"", "Flow", "'0' isn't a valid flow" },
        { "\"SendCertificateChain\": \"yes\"", "SendCertificateChain", "'yes' isn't true or false." },
        { "\"Connection\": { \"MaxConnections\": \"three\" }", "Connection:MaxConnections", "'three' isn't a whole number." },
        { "\"Connection\": { \"Timeout\": \"20\" }", "Connection:Timeout",
            "'20' isn't a time span. Write it as hh:mm:ss, such as 00:00:20" },
        { "\"Connection\": { \"Timeout\": 20 }", "Connection:Timeout", "such as 00:00:20" },
        { "\"Connection\": { \"Timeout\": \"00:20\" }", "Connection:Timeout", "isn't a time span" },
        { "\"Connection\": { \"Timeuot\": \"00:00:20\" }", "Connection:Timeuot", "Did you mean 'Timeout'?" },
        { "\"Connection\": { \"ClientCertificateFile\": \"a.pfx\" }", "Connection:ClientCertificateFile",
            "Did you mean 'ClientCertificate'?" },
        { "\"Connection\": \"socks5://proxy:1080\"", "Connection", "Must be a section, but has the value 'socks5://proxy:1080'." },
        { "\"Certificate\": \"a.pfx\"", "Certificate", "Must be a section" },
        { "\"Scope\": { \"Smtp\": \"mail\" }", "Scope", "Must be a value, but is a section or a list." },
        { "\"Scope\": [ \"a\", \"b\" ]", "Scope", "Must be a value, but is a section or a list." },
        { "\"Mechanisms\": [ \"XOAUTH2\", \"PLAIN\" ]", "Mechanisms:1",
            "'PLAIN' isn't a valid mechanism. Valid values: XOAuth2, OAuthBearer." },
        { "\"Mechanisms\": { \"First\": \"XOAUTH2\" }", "Mechanisms:First", "Must be a list" },
        { "\"Mechanisms\": [ { \"a\": \"b\" } ]", "Mechanisms:0", "Must be a value" },
        { "\"TokenParameters\": \"resource=mail\"", "TokenParameters", "Must be a section" },
        { "\"TokenParameters\": { \"resource\": { \"a\": \"b\" } }", "TokenParameters:resource", "Must be a value" },
        { "\"ClientSecretExpires\": \"31.01.2030\"", "ClientSecretExpires", "'31.01.2030' isn't a date. Write it as 2030-01-31" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistake_is_reported_once_with_its_path_and_the_valid_values(string json, string option, string expected)
    {
        var name = json.Split('"')[1];
        var others = Google.Split(", ")
            .Where(pair => pair.Split('"')[1] != name && !(name == "Flwo" && pair.Contains("\"Flow\"", StringComparison.Ordinal)));
        var error = Assert.Single(ErrorsOf($$"""
            "Accounts": { "alerts": { {{string.Join(", ", others)}}, {{json}} } }
            """));
        Assert.Equal($"OAuthMail:Accounts:alerts:{option}", error.Option);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_of_reading_and_of_validation_are_reported_together()
    {
        var errors = ErrorsOf("""
            "Clients": { "contoso": { "Provider": "Microsoft365", "Flwo": "ClientCredentials", "TenantId": "..", "ClientId": "" } },
            "Accounts": { "alerts": { "Client": "contoso", "Address": "alerts", "Smtp": "smtp.contoso.com" } }
            """);
        Assert.Equal(
            [
                "OAuthMail:Accounts:alerts:Address", "OAuthMail:Accounts:alerts:ClientId", "OAuthMail:Accounts:alerts:Smtp",
                "OAuthMail:Clients:contoso:Flwo", "OAuthMail:Clients:contoso:TenantId",
            ],
            errors.Select(error => error.Option).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Environment_variables_arrive_in_upper_case()
    {
        var json = Stream($$"""{ "OAuthMail": { "Accounts": { "alerts": { {{Google}} } } } }""");
        var configuration = new ConfigurationBuilder().AddJsonStream(json)
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["OAUTHMAIL:ACCOUNTS:ALERTS:SIGNINNAME"] = "jane",
                ["OAUTHMAIL:ACCOUNTS:ALERTS:MECHANISMS:0"] = "XOAUTH2",
                ["OAUTHMAIL:ACCOUNTS:ALERTS:MECHANISMS:1"] = "OAUTHBEARER",
                ["OAUTHMAIL:ACCOUNTS:ALERTS:CONNECTION:CHECKCERTIFICATEREVOCATION"] = "TRUE",
                ["OAUTHMAIL:ACCOUNTS:ALERTS:CONNECTION:PROXY"] = "",
                ["OAUTHMAIL:ACCOUNTS:OTHER:PROVIDER"] = "FASTMAIL",
                ["OAUTHMAIL:ACCOUNTS:OTHER:FLOW"] = "AUTHORIZATIONCODE",
                ["OAUTHMAIL:ACCOUNTS:OTHER:CLIENTID"] = "id",
                ["OAUTHMAIL:ACCOUNTS:OTHER:ADDRESS"] = "other@fastmail.com",
            }).Build();

        var accounts = OAuthMailConfiguration.Read(configuration.GetSection("OAuthMail")).CreateAccounts();

        Assert.Equal("jane", accounts["alerts"].SignInName);
        Assert.Equal([OAuthMechanism.XOAuth2, OAuthMechanism.OAuthBearer], accounts["alerts"].GetProvider(MailProtocol.Imap).Mechanisms);
        Assert.True(accounts["alerts"].Connection.CheckCertificateRevocation);
        Assert.Null(accounts["alerts"].Connection.Proxy);
        Assert.Equal("other", accounts["Other"].Name);
    }

    [Fact]
    public void List_can_be_one_value_with_commas()
    {
        var options = Read($$""" "Accounts": { "a": { {{Google}}, "Mechanisms": "XOAuth2, OAuthBearer" } } """);
        Assert.Equal([OAuthMechanism.XOAuth2, OAuthMechanism.OAuthBearer], options.Accounts["a"].Mechanisms);
    }

    [Fact]
    public void Null_and_blank_values_are_unset()
    {
        var options = Read($$"""
            "Accounts": { "a": { {{Google}}, "Client": " ", "TenantId": null, "Scope": "", "Mechanisms": [], "Connection": null,
                                 "Certificate": { "File": null }, "TokenParameters": { "resource": "" }, "Incoming": null } },
            "Providers": null
            """);
        var account = options.Accounts["a"];
        Assert.Equal((null, null, null), (account.Client, account.TenantId, account.Scope));
        Assert.Null(account.Connection);
        Assert.Null(account.Incoming);
        Assert.Empty(account.Mechanisms);
        Assert.Empty(account.TokenParameters);
        Assert.NotNull(options.CreateAccounts()["a"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"Clients\": {}")]
    [InlineData("\"Accounts\": null")]
    public void Section_without_accounts_is_an_error_unless_it_is_allowed(string json)
    {
        Assert.Equal("OAuthMail:Accounts: Required. The section has no accounts.", Assert.Single(ErrorsOf(json)).ToString());
        Assert.Empty(OAuthMailConfiguration.Read(Section(json), allowNoAccounts: true).Accounts);
        Assert.Throws<MailConfigurationException>(() => OAuthMailConfiguration.Read(Section(json).GetSection("Nothing")));
    }

    [Fact]
    public void Misspelt_section_of_accounts_is_reported_once() =>
        Assert.Equal("OAuthMail:Acounts", Assert.Single(ErrorsOf($$""" "Acounts": { "a": { {{Google}} } } """)).Option);

    [Fact]
    public void Account_without_options_is_not_dropped()
    {
        var errors = ErrorsOf(""" "Accounts": { "alerts": {} } """);
        Assert.Contains(errors,
            error => error.ToString() == "OAuthMail:Accounts:alerts:Address: Required. Set the e-mail address of the mailbox.");
    }

    [Fact]
    public void Value_in_the_place_of_an_account_is_an_error() =>
        Assert.Equal("OAuthMail:Accounts:alerts", Assert.Single(ErrorsOf(""" "Accounts": { "alerts": "alerts@contoso.com" } """)).Option);

    [Fact]
    public void Secrets_do_not_appear_in_errors()
    {
        var failure = Assert.Throws<MailConfigurationException>(() => Read("""
            "Accounts": { "a": { "Provider": "Google", "Flow": "DeviceCode", "ClientSecret": "SECRETVALUE", "Password": "SECRETVALUE",
                                 "Connection": { "Proxy": "http://jane:SECRETVALUE@proxy:8080", "ProxyPassword": "SECRETVALUE" },
                                 "Backup": { "Smtp": "nonsense", "Password": "SECRETVALUE" } } }
            """));
        Assert.DoesNotContain("SECRETVALUE", failure.ToString(), StringComparison.Ordinal);
    }

    private static IReadOnlyList<OptionError> ErrorsOf(string json) => Some.ErrorsOf(() => Read(json));

    private static OAuthMailOptions Read(string json) => OAuthMailConfiguration.Read(Section(json));

    private static IConfigurationSection Section(string json) =>
        new ConfigurationBuilder().AddJsonStream(Stream($$"""{ "OAuthMail": { {{json}} } }""")).Build().GetSection("OAuthMail");

    private static MemoryStream Stream(string json) => new(Encoding.UTF8.GetBytes(json));
}
