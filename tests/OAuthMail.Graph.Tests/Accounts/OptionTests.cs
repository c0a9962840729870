namespace OAuthMail.Graph.Tests.Accounts;

public class OptionTests
{
    private static MailAccountOptions Options(Action<MailAccountOptions>? change = null)
    {
        var options = new MailAccountOptions
        {
            Provider = "Microsoft365", Flow = OAuthFlow.ClientCredentials, TenantId = "contoso.com", ClientId = "id",
            ClientSecret = "a secret",
            Address = "alerts@contoso.com", Transport = MailTransport.Graph,
        };
        change?.Invoke(options);
        return options;
    }

    private static string ErrorOf(Action<MailAccountOptions> change) =>
        Assert.Throws<MailConfigurationException>(() => MailAccount.Create("alerts", Options(change))).Message;

    [Theory]
    [InlineData("Microsoft365", "graph.microsoft.com")]
    [InlineData("Microsoft365GccHigh", "graph.microsoft.us")]
    [InlineData("Microsoft365Dod", "dod-graph.microsoft.us")]
    [InlineData("Microsoft365China", "microsoftgraph.chinacloudapi.cn")]
    public void Each_cloud_has_its_server_and_its_scope(string provider, string host)
    {
        var account = MailAccount.Create("alerts", Options(options => options.Provider = provider));

        Assert.Equal(MailTransport.Graph, account.Transport);
        Assert.Equal($"{host}:443", account.GetEndpoint(MailProtocol.Smtp)!.ToString());
        Assert.Equal([MailProtocol.Smtp, MailProtocol.Imap], account.Protocols);
        Assert.Equal([$"https://{host}/.default"], account.Outgoing.Scopes);
        Assert.Equal(4, account.SmtpConnectionLimit);
    }

    [Fact]
    public void User_consents_to_send_and_receive_at_once()
    {
        var account = MailAccount.Create("alerts", Options(options => options.Flow = OAuthFlow.AuthorizationCode));

        Assert.Equal(
            [
                "https://graph.microsoft.com/Mail.Send", "https://graph.microsoft.com/Mail.ReadWrite", "offline_access", "openid",
                "profile", "email",
            ],
            account.Outgoing.Scopes);
        Assert.Same(account.Incoming, account.Outgoing);
    }

    [Fact]
    public void Scope_of_the_mail_servers_is_an_error() => Assert.Contains(
        "'https://outlook.office.com/SMTP.Send' is not a permission of Microsoft Graph, but Transport is Graph",
        ErrorOf(options =>
        {
            options.Flow = OAuthFlow.AuthorizationCode;
            options.Scope = "https://outlook.office.com/SMTP.Send offline_access";
        }),
        StringComparison.Ordinal);

    [Fact]
    public void Scope_of_the_mail_servers_is_an_error_for_an_application() => Assert.Contains(
        "'https://outlook.office365.com/.default' is not a scope of Microsoft Graph",
        ErrorOf(options => options.Scope = "https://outlook.office365.com/.default"), StringComparison.Ordinal);

    [Fact]
    public void Scope_without_mail_is_an_error() => Assert.Contains(
        "The scopes contain no permission for mail, such as Mail.Send",
        ErrorOf(options =>
        {
            options.Flow = OAuthFlow.AuthorizationCode;
            options.Scope = "User.Read offline_access";
        }),
        StringComparison.Ordinal);

    [Fact]
    public void Mail_servers_and_proxies_are_errors()
    {
        var message = ErrorOf(options =>
        {
            options.Smtp = "smtp.office365.com:587";
            options.Connection = new MailConnectionOptions { Proxy = "socks5://proxy:1080" };
        });

        Assert.Contains("Smtp: Must not be set: Transport is Graph", message, StringComparison.Ordinal);
        Assert.Contains("Connection:Proxy: Must not be set", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Option_of_a_connection_is_used_or_an_error()
    {
        string[] used =
        [
            nameof(MailConnectionOptions.MaxConnections), nameof(MailConnectionOptions.MessagesPerMinute),

            // How long a send waits for the token after one was rejected.
            nameof(MailConnectionOptions.LoginTimeout),
        ];
        var properties = typeof(MailConnectionOptions).GetProperties()
            .Where(one => !one.Name.StartsWith(nameof(MailConnectionOptions.Proxy), StringComparison.Ordinal));
        foreach (var property in properties)
        {
            var connection = new MailConnectionOptions();
            object value = property.PropertyType == typeof(string) ? "127.0.0.1"
                : property.PropertyType == typeof(TimeSpan) ? TimeSpan.FromSeconds(7)
                : property.PropertyType == typeof(bool) ? true
                : property.PropertyType == typeof(int?) ? 3
                : new CertificateOptions { Thumbprint = new string('a', 40) };
            property.SetValue(connection, value);
            void Create() => MailAccount.Create("alerts", Options(options => options.Connection = connection));

            if (used.Contains(property.Name))
            {
                Create();
                continue;
            }

            var failure = Assert.Throws<MailConfigurationException>(Create);
            Assert.Contains(failure.Errors, one => one.Option.EndsWith($":{property.Name}", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Mechanism_of_the_account_is_an_error() => Assert.Contains(
        "Mechanisms: Must not be set: Transport is Graph", ErrorOf(options => options.Mechanisms.Add(OAuthMechanism.XOAuth2)),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(OAuthFlow.ClientCredentials, "https://graph.microsoft.us/.default")]
    [InlineData(OAuthFlow.ClientCredentials, "https://graph.windows.net/.default")]
    [InlineData(OAuthFlow.AuthorizationCode, "https://graph.microsoft.us/Mail.Send offline_access")]
    [InlineData(OAuthFlow.DeviceCode, "https://microsoftgraph.chinacloudapi.cn/Mail.Send https://graph.microsoft.com/Mail.Read")]
    public void Scope_of_another_cloud_is_an_error_that_names_the_right_address(OAuthFlow flow, string scope)
    {
        var message = ErrorOf(options => (options.Flow, options.Scope) = (flow, scope));

        Assert.Contains("belongs to another cloud: the scopes of", message, StringComparison.Ordinal);
        Assert.Contains("begin with https://graph.microsoft.com.", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OAuthFlow.ClientCredentials, "00000003-0000-0000-c000-000000000000/.default")]
    [InlineData(OAuthFlow.ClientCredentials, "https://graph.microsoft.com/.default")]
    [InlineData(OAuthFlow.AuthorizationCode, "Mail.Send offline_access")]
    public void Scope_of_the_own_cloud_is_valid(OAuthFlow flow, string scope) => Assert.Equal(
        MailTransport.Graph, MailAccount.Create("alerts", Options(options => (options.Flow, options.Scope) = (flow, scope))).Transport);

    [Fact]
    public void Server_of_another_cloud_is_an_error_that_names_its_provider() => Assert.Contains(
        "is Microsoft Graph of another cloud: that of Microsoft 365 is https://graph.microsoft.com. Leave the option unset, or set "
            + "Provider to Microsoft365GccHigh.",
        ErrorOf(options => options.Graph = "https://graph.microsoft.us"), StringComparison.Ordinal);

    [Fact]
    public void Backup_keeps_everything_else_of_the_registration()
    {
        var account = MailAccount.Create("alerts", Options(options =>
        {
            options.Transport = MailTransport.MailServers;
            options.Backup = new MailBackupOptions { Transport = MailTransport.Graph };
            options.TokenParameters["audience"] = "x";
        }));
        string[] changed = ["Provider", "Scopes", "MailScopes", "RelatedScopes"];

        foreach (var property in account.Outgoing.GetType().GetProperties().Where(one => !changed.Contains(one.Name)))
        {
            Assert.Same(property.GetValue(account.Outgoing)?.GetType(), property.GetValue(account.Backup!.Graph!.Outgoing)?.GetType());
            Assert.Equal(property.GetValue(account.Outgoing), property.GetValue(account.Backup.Graph.Outgoing));
        }
    }

    [Fact]
    public void Provider_without_graph_is_an_error() => Assert.Contains(
        "has no Microsoft Graph. It is for mailboxes at Microsoft (Microsoft365,",
        ErrorOf(options =>
        {
            (options.Provider, options.TenantId) = ("Google", null);
            options.Flow = OAuthFlow.AuthorizationCode;
        }),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("graph.microsoft.com")]
    [InlineData("http://graph.microsoft.com")]
    [InlineData("https://graph.microsoft.com/v1.0")]
    [InlineData("https://user@graph.microsoft.com")]
    public void Malformed_address_is_an_error(string address) =>
        Assert.Contains("Graph: ", ErrorOf(options => options.Graph = address), StringComparison.Ordinal);

    [Fact]
    public void Address_without_the_transport_is_an_error() => Assert.Contains(
        "Graph: Must not be set: neither Transport nor Backup:Transport is Graph",
        ErrorOf(options => (options.Transport, options.Graph) = (MailTransport.MailServers, "https://graph.microsoft.com")),
        StringComparison.Ordinal);

    [Fact]
    public void Backup_of_the_same_transport_is_an_error() => Assert.Contains(
        "Backup:Transport: Must not be set: the account itself uses Microsoft Graph",
        ErrorOf(options => options.Backup = new MailBackupOptions { Transport = MailTransport.Graph }), StringComparison.Ordinal);

    [Fact]
    public void Backup_with_a_server_besides_is_an_error() => Assert.Contains(
        "Backup:Smtp",
        ErrorOf(options =>
        {
            options.Transport = MailTransport.MailServers;
            options.Backup = new MailBackupOptions { Transport = MailTransport.Graph, Smtp = "relay.contoso.com:587" };
        }),
        StringComparison.Ordinal);

    [Fact]
    public void Backup_requests_permission_to_send_only()
    {
        var account = MailAccount.Create("alerts", Options(options =>
        {
            options.Flow = OAuthFlow.AuthorizationCode;
            options.Transport = MailTransport.MailServers;
            options.Backup = new MailBackupOptions { Transport = MailTransport.Graph };
        }));

        Assert.Equal(MailTransport.Graph, account.Backup!.Transport);
        Assert.Equal("Microsoft Graph", account.Backup.ToString());
        Assert.Contains("https://graph.microsoft.com/Mail.Send", account.Backup.Graph!.Outgoing.Scopes);
        Assert.DoesNotContain("https://graph.microsoft.com/Mail.ReadWrite", account.Backup.Graph.Outgoing.Scopes);
        Assert.Equal(MailTransport.MailServers, account.Transport);
    }

    [Fact]
    public void Accounts_of_a_client_share_the_registration_per_transport()
    {
        var options = new OAuthMailOptions();
        options.Clients["app"] = new OAuthClientOptions
        {
            Provider = "Microsoft365", Flow = OAuthFlow.ClientCredentials, TenantId = "contoso.com", ClientId = "id",
            ClientSecret = "a secret",
        };
        foreach (var (name, transport) in new[]
        {
            ("a", MailTransport.Graph), ("b", MailTransport.Graph), ("c", MailTransport.MailServers),
        })
        {
            options.Accounts[name] = new MailAccountOptions { Client = "app", Address = $"{name}@contoso.com", Transport = transport };
        }

        var accounts = options.CreateAccounts();

        Assert.Same(accounts["a"].Outgoing, accounts["b"].Outgoing);
        Assert.NotSame(accounts["a"].Outgoing, accounts["c"].Outgoing);
        Assert.Equal("smtp.office365.com:587", accounts["c"].GetEndpoint(MailProtocol.Smtp)!.ToString());
    }

    [Fact]
    public async Task Account_without_the_package_is_an_error_that_names_it()
    {
        var account = MailAccount.Create("alerts", Options());
        using var tokens = new MailTokens();
        using var http = OAuthHttp.Create();
        await using var sender = new MailKit.MailSender(new MailKit.MailClientFactory(new MailAccounts([account], tokens, http)));

        var failure = await Assert.ThrowsAsync<MailConfigurationException>(() => sender.SendAsync(account, GraphWorld.Message()));

        Assert.Contains("AddGraph()", failure.Message, StringComparison.Ordinal);
    }
}
