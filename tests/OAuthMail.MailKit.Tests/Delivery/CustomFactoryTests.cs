using MailKit;
using MailKit.Net.Smtp;
using MimeKit;
using Moq;
using OAuthMail.Testing;

namespace OAuthMail.MailKit.Tests.Delivery;

/// <summary>Senders and watchers with a factory that isn't <see cref="MailClientFactory"/>: a decorator, or a mock.</summary>
public sealed class CustomFactoryTests : SenderTest
{
    protected override IEnumerable<MailAccount> CreateAccounts() =>
    [
        Account,
        CreateAccount("down", AliceAddress, options =>
        {
            options.Smtp = "starttls://127.0.0.1:1";
            options.Backup = new MailBackupOptions { Smtp = "tls://relay.example.net:465", UserName = "relay", Password = "secret" };
        }),
    ];

    [Fact]
    public async Task Sender_uses_a_decorated_factory_and_reuses_its_connections()
    {
        var factory = new Mock<IMailClientFactory>(MockBehavior.Strict);
        factory.SetupGet(f => f.Accounts).Returns(Accounts);
        factory.Setup(f => f.ConnectSmtpAsync(It.IsAny<MailAccount>(), It.IsAny<CancellationToken>()))
            .Returns((MailAccount account, CancellationToken cancellation) => Factory.ConnectSmtpAsync(account, cancellation));
        await using var sender = new MailSender(factory.Object, CreateSenderOptions());

        await sender.SendAsync("alice", NewMessage("One"));
        await sender.SendAsync("alice", NewMessage("Two"));

        Assert.Equal(["One", "Two"], Arrived.Keys.Order());
        factory.Verify(f => f.ConnectSmtpAsync(Account, It.IsAny<CancellationToken>()), Times.Once);
    }

    [Fact]
    public async Task Sender_uses_clients_that_another_factory_created()
    {
        await using var sender = new MailSender(MockFactory(ConnectPlainClientAsync).Object, CreateSenderOptions());

        using var message = LargeMessage(100_000);
        var result = await sender.SendAsync("alice", message);

        Assert.Equal((1, 1), (result.Attempts, Host.Smtp.Connections));
        Assert.Contains("\r\n.All work", Assert.Single(Bob.Inbox.Messages).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MailStage.DataEnd)]
    [InlineData(MailStage.DataTaken)]
    public async Task Delivery_by_a_client_of_another_factory_is_unknown_after_the_complete_message(MailStage stage)
    {
        Host.Smtp.Faults.At(stage, MailFault.Cut());
        await using var sender = new MailSender(MockFactory(ConnectPlainClientAsync).Object, CreateSenderOptions());

        await Assert.ThrowsAsync<MailDeliveryUnknownException>(() => sender.SendAsync("alice", NewMessage()));

        Assert.Equal(1, Host.Smtp.Connections);
    }

    [Fact]
    public async Task Incomplete_message_of_a_client_of_another_factory_is_sent_again()
    {
        Host.Smtp.Faults.At(MailStage.Data, MailFault.Cut());
        await using var sender = new MailSender(MockFactory(ConnectPlainClientAsync).Object, CreateSenderOptions());

        using var message = LargeMessage(16_000_000);
        var result = await PassAsync(sender.SendAsync("alice", message));

        Assert.Equal((2, 2), (result.Attempts, Host.Smtp.Connections));
        Assert.Single(Bob.Inbox.Messages);
    }

    [Fact]
    public async Task Sender_connects_to_a_backup_server_through_the_factory()
    {
        var client = new Mock<SmtpClient>();
        client.SetupGet(c => c.IsConnected).Returns(true);
        client.Setup(c => c.SendAsync(
            It.IsAny<FormatOptions>(), It.IsAny<MimeMessage>(), It.IsAny<MailboxAddress>(), It.IsAny<IEnumerable<MailboxAddress>>(),
            It.IsAny<CancellationToken>(), It.IsAny<ITransferProgress>())).ReturnsAsync("2.0.0 queued as 1");
        var account = Accounts.Get("down");
        var factory = MockFactory((failing, _) => throw new MailServerException(
            Problems.SmtpAuthDisabledForMailbox, MailProtocol.Smtp, failing.GetEndpoint(MailProtocol.Smtp)!, "Disabled."));
        factory.Setup(f => f.ConnectBackupSmtpAsync(account, It.IsAny<CancellationToken>()))
            .ReturnsAsync(() => new MailLease<SmtpClient>(client.Object, account));
        await using var sender = new MailSender(factory.Object, CreateSenderOptions());

        var result = await sender.SendAsync("down", NewMessage());

        Assert.Equal(("2.0.0 queued as 1", true, 2), (result.ServerReply, result.UsedBackup, result.Attempts));
        Assert.Equal("relay.example.net", result.Server.Host);
    }

    [Fact]
    public async Task Connection_is_replaced_when_the_token_of_its_lease_expires()
    {
        var factory = MockFactory(async (account, cancellation) =>
        {
            var lease = await ConnectPlainClientAsync(account, cancellation);
            return new MailLease<SmtpClient>(lease.Client, account, Clock, Clock.GetUtcNow().AddSeconds(10));
        });
        await using var sender = new MailSender(factory.Object, CreateSenderOptions());

        await sender.SendAsync("alice", NewMessage("One"));
        await sender.SendAsync("alice", NewMessage("Two"));
        Assert.Equal(1, Host.Smtp.Connections);
        Clock.Advance(TimeSpan.FromSeconds(10));
        await sender.SendAsync("alice", NewMessage("Three"));

        Assert.Equal((2, 3), (Host.Smtp.Connections, Bob.Inbox.Messages.Count));
    }

    [Fact]
    public async Task Watcher_uses_a_decorated_factory()
    {
        var factory = new Mock<IMailClientFactory>(MockBehavior.Strict);
        factory.SetupGet(f => f.Accounts).Returns(Accounts);
        factory.Setup(f => f.ConnectImapAsync(Account, It.IsAny<CancellationToken>()))
            .Returns((MailAccount account, CancellationToken cancellation) => Factory.ConnectImapAsync(account, cancellation));
        var watcher = new MailWatcher(factory.Object, new MailWatcherOptions { TimeProvider = Clock });

        var position = await watcher.GetPositionAsync("alice");

        Assert.Equal(0u, position.Uid);
        factory.Verify(f => f.ConnectImapAsync(Account, It.IsAny<CancellationToken>()), Times.Once);
    }

    [Fact]
    public void Factory_without_accounts_is_rejected()
    {
        var factory = Mock.Of<IMailClientFactory>();
        Assert.Contains("Accounts", Assert.Throws<ArgumentException>(() => new MailSender(factory)).Message, StringComparison.Ordinal);
        Assert.Contains("Accounts", Assert.Throws<ArgumentException>(() => new MailWatcher(factory)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => new MailSender(null!));
        Assert.Throws<ArgumentNullException>(() => new MailWatcher(null!));
    }

    private Mock<IMailClientFactory> MockFactory(Func<MailAccount, CancellationToken, Task<MailLease<SmtpClient>>> connect)
    {
        var factory = new Mock<IMailClientFactory>(MockBehavior.Strict);
        factory.SetupGet(f => f.Accounts).Returns(Accounts);
        factory.Setup(f => f.ConnectSmtpAsync(It.IsAny<MailAccount>(), It.IsAny<CancellationToken>())).Returns(connect);
        return factory;
    }

    /// <summary>Connects MailKit's own client, without this package's logger, as a factory of another author would.</summary>
    private async Task<MailLease<SmtpClient>> ConnectPlainClientAsync(MailAccount account, CancellationToken cancellationToken)
    {
        var client = Trust(new SmtpClient());
        await client.ConnectAsync(account, Accounts.GetTokens(account), cancellationToken);
        return new MailLease<SmtpClient>(client, account, Clock);
    }
}
