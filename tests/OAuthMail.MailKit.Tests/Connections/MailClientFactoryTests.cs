using System.Net;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Net.Pop3;
using MailKit.Net.Smtp;
using MailKit.Security;
using OAuthMail.Testing;
using OAuthMail.Tests;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Connections;

public sealed class MailClientFactoryTests : MailKitTest
{
    [Fact]
    public async Task Lease_contains_a_connected_and_authenticated_client()
    {
        await using var smtp = await Factory.ConnectSmtpAsync("alice");
        await using var imap = await Factory.ConnectImapAsync("alice");
        await using var pop3 = await Factory.ConnectPop3Async("alice");
        Assert.True(smtp.Client.IsAuthenticated && imap.Client.IsAuthenticated && pop3.Client.IsAuthenticated);
        Assert.Equal(1, TokenRequests);
        Assert.Same(Account, smtp.Account);
    }

    [Fact]
    public async Task Client_that_the_caller_connected_logs_in_with_one_call()
    {
        using var imap = Trust(new ImapClient());
        await imap.ConnectAsync(Host.Imap.StartTls.Host, Host.Imap.StartTls.Port, SecureSocketOptions.StartTls);
        await imap.AuthenticateAsync(AccountTokens, AliceAddress);
        await imap.Inbox.OpenAsync(FolderAccess.ReadOnly);
        await imap.DisconnectAsync(true);
    }

    [Fact]
    public async Task Lease_disconnects_once_and_can_be_disposed_repeatedly()
    {
        var lease = await Factory.ConnectImapAsync("alice");
        var client = lease.Client;
        await lease.DisposeAsync();
        await lease.DisposeAsync();
        lease.Dispose();
        Assert.Throws<ObjectDisposedException>(() => lease.Client);
        Assert.False(client.IsConnected);
        Assert.Contains(Host.Imap.Transcripts[^1].ClientLines, line => line.EndsWith("LOGOUT", StringComparison.Ordinal));

        var silent = await Factory.ConnectImapAsync("alice");
        silent.Dispose();
        silent.Dispose();
        await silent.DisposeAsync();
        while (Host.Imap.OpenConnections > 0) await Task.Yield();
        Assert.DoesNotContain(Host.Imap.Transcripts[^1].ClientLines, line => line.EndsWith("LOGOUT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Disposal_of_a_lease_waits_at_most_five_seconds()
    {
        var gate = new MailGate();
        Host.Imap.Faults.On("LOGOUT", MailFault.Hold(gate));
        var lease = await Factory.ConnectImapAsync("alice");
        var leaving = lease.DisposeAsync().AsTask();
        await gate.Reached;
        Clock.Advance(TimeSpan.FromSeconds(5));
        await leaving;
        gate.Open();
    }

    [Fact]
    public async Task Unknown_account_and_account_without_a_server_throw()
    {
        await Assert.ThrowsAsync<MailConfigurationException>(() => CallAsync(() => Factory.ConnectSmtpAsync("nobody")));
        await Assert.ThrowsAsync<ArgumentNullException>(() => Factory.ConnectImapAsync((MailAccount)null!));
        var sender = CreateAccount("sender", AliceAddress, options => options.Imap = null);
        await Assert.ThrowsAsync<ArgumentException>(() => Factory.ConnectImapAsync(sender));
        Assert.Throws<ArgumentNullException>(() => new MailClientFactory(null!));
        Assert.Throws<MailConfigurationException>(
            () => new MailClientFactory(Accounts, new MailClientFactoryOptions { TimeProvider = null! }));
    }

    [Fact]
    public async Task Settings_of_the_account_are_applied_before_the_callback()
    {
        var seen = new List<(MailProtocol, int, bool)>();
        var factory = CreateFactory(options => options.ConfigureClient = (account, client) => seen.Add(
            (
                client is SmtpClient ? MailProtocol.Smtp : client is ImapClient ? MailProtocol.Imap : MailProtocol.Pop3,
                client.Timeout, client.CheckCertificateRevocation)));
        var account = CreateAccount("set", AliceAddress, connection: new MailConnectionOptions
        {
            Timeout = TimeSpan.FromSeconds(17),
            LocalAddress = "127.0.0.3",
            LocalHostName = "client.example.org",
        });
        await using var smtp = await factory.ConnectSmtpAsync(account);
        await using var imap = await factory.ConnectImapAsync(account);
        await using var pop3 = await factory.ConnectPop3Async(account);
        Assert.Equal([(MailProtocol.Smtp, 17_000, false), (MailProtocol.Imap, 17_000, false), (MailProtocol.Pop3, 17_000, false)], seen);
        Assert.Equal("client.example.org", smtp.Client.LocalDomain);
        Assert.Equal("EHLO client.example.org", Host.Smtp.Transcripts[^1].ClientLines[0]);
        Assert.Equal(Host.CertificateAuthority.ValidationCallback.Method, smtp.Client.ServerCertificateValidationCallback!.Method);
    }

    [Theory]
    [InlineData("203.0.113.9")]
    [InlineData("::1")]
    public async Task Local_address_of_another_machine_is_reported(string address)
    {
        var account = CreateAccount("set", AliceAddress, connection: new MailConnectionOptions { LocalAddress = address });
        var failure = await Assert.ThrowsAsync<MailServerException>(() => Factory.ConnectImapAsync(account));
        Assert.Equal(Problems.LocalAddressUnusable, failure.Problem);
    }

    [Fact]
    public async Task Local_end_point_of_the_callers_client_takes_precedence()
    {
        using var client = Trust(new ImapClient());
        client.LocalEndPoint = new IPEndPoint(IPAddress.Parse("203.0.113.9"), 0);
        Assert.Equal(
            Problems.LocalAddressUnusable,
            (await Assert.ThrowsAsync<MailServerException>(() => client.ConnectAsync(Account, AccountTokens))).Problem);
        client.LocalEndPoint = new IPEndPoint(IPAddress.Parse("127.0.0.5"), 0);
        await client.ConnectAsync(Account, AccountTokens);
        await client.DisconnectAsync(true);
    }

    [Fact]
    public async Task Client_certificate_is_sent_and_reloaded_after_its_file_was_replaced()
    {
        using var folder = new TemporaryFolder();
        using var first = TestCertificateAuthority.CreateClientCertificate("first");
        using var second = TestCertificateAuthority.CreateClientCertificate("second", elliptic: true);
        await File.WriteAllBytesAsync(folder["client.pfx"], first.Export(X509ContentType.Pkcs12, "one"));
        await using var peer = new ScriptedMailPeer(
            TlsMode.Implicit, Host.CertificateAuthority, new MailPeerScript().Send("* BYE go").Close());
        var certificate = new CertificateOptions { File = folder["client.pfx"], Password = "one" };
        var account = CreateAccount(
            "shown", AliceAddress, options => options.Imap = $"tls://{peer.Endpoint}",
            connection: new MailConnectionOptions { ClientCertificate = certificate });
        using var client = Trust(new ImapClient());
        await Assert.ThrowsAsync<MailServerException>(() => client.ConnectAsync(account, AccountTokens));
        Assert.Equal(first.Thumbprint, peer.Connections[^1].ClientThumbprint);

        await File.WriteAllBytesAsync(folder["client.pfx"], second.Export(X509ContentType.Pkcs12, "one"));
        await Assert.ThrowsAsync<MailServerException>(() => client.ConnectAsync(account, AccountTokens));
        Assert.Equal(second.Thumbprint, peer.Connections[^1].ClientThumbprint);
        await Assert.ThrowsAsync<MailServerException>(() => Factory.ConnectImapAsync(account));
        Assert.Equal(second.Thumbprint, peer.Connections[^1].ClientThumbprint);
        Assert.True(second.HasPrivateKey && account.Connection.GetClientCertificate()!.HasPrivateKey);
    }

    [Fact]
    public async Task Throwing_callback_leaves_no_client_behind()
    {
        var logger = new CountingLogger();
        var factory = CreateFactory(options =>
        {
            options.CreateProtocolLogger = (_, _) => logger;
            options.ConfigureClient = (_, _) => throw new InvalidOperationException("mine");
        });
        var failure = await Assert.ThrowsAsync<OAuthMailException>(() => factory.ConnectImapAsync(Account));
        Assert.Equal(Problems.ClientSetupFailed, failure.Problem);
        Assert.Contains("ConfigureClient", failure.Message, StringComparison.Ordinal);
        Assert.Equal("mine", failure.InnerException!.Message);
        Assert.Equal(1, logger.Disposals);

        var withoutLog = CreateFactory(options => options.CreateProtocolLogger = (_, _) => throw new InvalidOperationException("mine"));
        failure = await Assert.ThrowsAsync<OAuthMailException>(() => withoutLog.ConnectImapAsync(Account));
        Assert.Equal(Problems.ClientSetupFailed, failure.Problem);
        Assert.Contains("CreateProtocolLogger", failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, Host.Imap.Connections);
    }

    [Fact]
    public async Task Logger_is_disposed_with_its_client_and_receives_no_token()
    {
        var loggers = new List<CountingLogger>();
        var factory = CreateFactory(options => options.CreateProtocolLogger = (_, _) =>
        {
            loggers.Add(new CountingLogger());
            return loggers[^1];
        });
        await using (await factory.ConnectSmtpAsync(Account))
        await using (await factory.ConnectImapAsync(Account))
        await using (await factory.ConnectPop3Async(Account))
        {
        }

        var token = (await AccountTokens.GetAccessTokenAsync()).Value;
        foreach (var logger in loggers)
        {
            Assert.Equal(1, logger.Disposals);
            Assert.Contains("AUTH", logger.Text, StringComparison.Ordinal);
            Assert.Contains("<redacted>", logger.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(token, logger.Text, StringComparison.Ordinal);
            Assert.DoesNotContain(
                Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"user={AliceAddress}\u0001auth=Bearer "))[..40], logger.Text,
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(OAuthFlow.AuthorizationCode, MailProtocol.Smtp, "delegate@example.com")]
    [InlineData(OAuthFlow.AuthorizationCode, MailProtocol.Imap, "shared@example.com")]
    [InlineData(OAuthFlow.AuthorizationCode, MailProtocol.Pop3, "shared@example.com")]
    [InlineData(OAuthFlow.ClientCredentials, MailProtocol.Smtp, "shared@example.com")]
    [InlineData(OAuthFlow.ClientCredentials, MailProtocol.Imap, "shared@example.com")]
    public async Task User_of_a_shared_mailbox_depends_on_protocol_and_flow(OAuthFlow flow, MailProtocol protocol, string expected)
    {
        var account = MailAccount.Create("shared", CreateOptions(flow));
        var tokens = new OAuthMail.Tests.ConnectionTest.TokenQueue(
            new AccessToken("no-real-token", Clock.GetUtcNow(), Clock.GetUtcNow().AddHours(1)));
        using MailService client = protocol switch
        {
            MailProtocol.Smtp => new SmtpClient(),
            MailProtocol.Imap => new ImapClient(),
            _ => new Pop3Client(),
        };
        Trust(client);
        await Assert.ThrowsAsync<MailServerException>(() => client.ConnectAsync(account, tokens));
        Assert.Equal(expected, Assert.Single(Host.Smtp.Logins.Concat(Host.Imap.Logins).Concat(Host.Pop3.Logins)).User);
        Assert.Equal("shared@example.com", tokens.Requests[0].Mailbox);
    }

    [Fact]
    public async Task Password_is_sent_only_over_TLS_and_never_logged()
    {
        const string password = "a long password of the backup server";
        var logger = new CountingLogger();
        var factory = CreateFactory(options => options.CreateProtocolLogger = (_, _) => logger);
        await using var peer = new ScriptedMailPeer(TlsMode.Implicit, Host.CertificateAuthority, new MailPeerScript()
            .Send("220 mx").Expect("EHLO *").Send("250 AUTH PLAIN XOAUTH2").Expect("AUTH PLAIN *").Send($"535 no, {password} is wrong"));
        var account = CreateAccount(
            "backed", AliceAddress,
            options => options.Backup = new MailBackupOptions { Smtp = $"tls://{peer.Endpoint}", UserName = "relay", Password = password });
        var failure = await Assert.ThrowsAsync<MailServerException>(() => factory.ConnectBackupSmtpAsync(account));
        Assert.Equal(Problems.BackupLoginRefused, failure.Problem);
        foreach (var text in new[] { logger.Text, failure.Message, string.Join('\n', failure.ServerWords) })
        {
            Assert.DoesNotContain(password, text, StringComparison.Ordinal);
            Assert.DoesNotContain(
                Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"\0relay\0{password}")), text, StringComparison.Ordinal);
        }

        Assert.Equal(1, logger.Disposals);
        Assert.Equal(0, TokenRequests);
    }

    private MailAccountOptions CreateOptions(OAuthFlow flow)
    {
        var isService = flow == OAuthFlow.ClientCredentials;
        return new MailAccountOptions
        {
            Provider = "Microsoft365",
            TenantId = "contoso.onmicrosoft.com",
            ClientId = "id",
            ClientSecret = isService ? "secret" : null,
            Flow = flow,
            Address = "shared@example.com",
            SignInName = isService ? null : "delegate@example.com",
            Smtp = $"tls://{Host.Smtp.ImplicitTls}",
            Imap = $"tls://{Host.Imap.ImplicitTls}",
            Pop3 = $"tls://{Host.Pop3.ImplicitTls}",
        };
    }

    private static Task CallAsync(Func<Task> action)
    {
        try
        {
            return action();
        }
        catch (Exception failure)
        {
            return Task.FromException(failure);
        }
    }
}
