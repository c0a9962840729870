using MailKit;
using MimeKit;
using Moq;

namespace OAuthMail.MailKit.Tests.DependencyInjection;

/// <summary>The parts of an application that use accounts can be tested with mocks, without servers.</summary>
public class UnitTestabilityTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static MailAccount Account
    {
        get
        {
            var options = new OAuthMailOptions();
            options.Accounts["support"] = OAuthMail.Tests.Some.Account();
            return options.CreateAccounts()["support"];
        }
    }

    [Fact]
    public async Task Settings_screen()
    {
        var accounts = Mock.Of<IMailAccounts>(one => one.All == new[] { Account });
        var states = new Mock<IMailAccountStates>();
        states.Setup(one => one.GetAsync("support", MailProtocol.Imap, It.IsAny<CancellationToken>())).ReturnsAsync(
            new MailAccountState("support", null, MailAccountStatus.SignInRequired, Now) { Problem = Problems.NotSignedIn });
        var expiration = new Mock<ICredentialExpiration>();
        expiration.Setup(one => one.ListAsync(It.IsAny<CancellationToken>())).ReturnsAsync(
            [new CredentialExpiration(CredentialKind.ClientSecret, "id", ["support"], "Create a secret.") { ExpiresAt = Now }]);

        var rows = new List<string>();
        foreach (var account in accounts.All)
        {
            var state = await states.Object.GetAsync(account.Name);
            var credential = (await expiration.Object.ListAsync()).Single(one => one.Accounts.Contains(account.Name));
            rows.Add($"{account.Name}: {state.Status}, {state.Problem!.Code}, {credential.ExpiresAt:yyyy-MM-dd}");
        }

        Assert.Equal(["support: SignInRequired, not-signed-in, 2030-01-02"], rows);
    }

    [Fact]
    public async Task Settings_screen_that_follows_changes()
    {
        var accounts = new Mock<IMailAccounts>();
        var names = new List<string>();
        accounts.Object.Changed += (_, change) => names.AddRange(change.Added.Select(account => account.Name));
        accounts.Raise(one => one.Changed += null, new MailAccountsChangedEventArgs([], [Account]));
        Assert.Equal(["support"], names);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Test_button()
    {
        var failure = new MailServerException(
            Problems.TokenRefused, MailProtocol.Imap, new MailEndpoint("imap.example", 993, TlsMode.Implicit), "No.");
        var report = new ConnectionReport(
            Account, MailProtocol.Imap, new MailEndpoint("imap.example", 993, TlsMode.Implicit),
            [
                new ConnectionStep(
                    ConnectionStepKind.Authenticate, ConnectionStepOutcome.Failed, TimeSpan.FromSeconds(1), "No.", ["NO"], failure),
            ],
            problem: Problems.TokenRefused);
        var tester = new Mock<IConnectionTester>();
        tester.Setup(one => one.TestAsync("support", MailProtocol.Imap, null, It.IsAny<CancellationToken>())).ReturnsAsync(report);

        var shown = await tester.Object.TestAsync("support", MailProtocol.Imap);

        Assert.False(shown.Succeeded);
        Assert.Equal(Problems.TokenRefused.Remedy, shown.Problem!.Remedy);
        Assert.Equal(["NO"], shown.Steps.Single().ServerWords);
    }

    [Fact]
    public async Task Sign_in_page()
    {
        var pending = new PendingSignIn(new Uri("https://login.example/"), new Uri("https://app.example/"), "state", Now);
        var signIn = new Mock<IMailSignIn>();
        signIn.Setup(one => one.BeginAsync("support", null, null, It.IsAny<CancellationToken>())).ReturnsAsync(pending);
        signIn.Setup(one => one.CompleteAsync("https://app.example/?code=c&state=state", It.IsAny<CancellationToken>())).ReturnsAsync(
            new SignInResult("support", null, null, UserCheckOutcome.AcceptedByServer, "imap", Now));
        signIn.Setup(one => one.CompleteAsync("https://app.example/?error=access_denied", It.IsAny<CancellationToken>()))
            .ThrowsAsync(new OAuthMailException(Problems.SignInNotPending, "No such sign-in is pending."));
        signIn.Setup(one => one.BeginWithDeviceCodeAsync("support", null, It.IsAny<CancellationToken>()))
            .ReturnsAsync(new PendingDeviceSignIn("id", "ABCD", new Uri("https://device.example/"), null, Now));

        Assert.Equal("https://login.example/", (await signIn.Object.BeginAsync("support")).Url.AbsoluteUri);
        Assert.Equal("support", (await signIn.Object.CompleteAsync("https://app.example/?code=c&state=state")).Account);
        Assert.Equal("ABCD", (await signIn.Object.BeginWithDeviceCodeAsync("support")).UserCode);
        var failure = await Assert.ThrowsAsync<OAuthMailException>(
            () => signIn.Object.CompleteAsync("https://app.example/?error=access_denied"));
        Assert.Equal("sign-in-not-pending", failure.Code);
    }

    [Fact]
    public async Task Watcher_loop()
    {
        var message = new MimeMessage { Subject = "A ticket" };
        var arrival = new Mock<MailArrival>();
        arrival.Setup(one => one.Position).Returns(MailboxPosition.Beginning);
        arrival.Setup(one => one.Envelope).Returns(new Envelope { Subject = "A ticket" });
        arrival.Setup(one => one.GetMessageAsync(It.IsAny<CancellationToken>())).ReturnsAsync(message);
        var watcher = new Mock<IMailWatcher>();
        watcher.Setup(one => one.WatchAsync("support", It.IsAny<MailWatchOptions>(), It.IsAny<CancellationToken>()))
            .Returns(new[] { arrival.Object }.ToAsyncEnumerable());

        var tickets = new List<string>();
        await foreach (var one in watcher.Object.WatchAsync("support", new MailWatchOptions()))
        {
            tickets.Add((await one.GetMessageAsync()).Subject!);
            await one.MoveToAsync("Done");
        }

        Assert.Equal(["A ticket"], tickets);
        arrival.Verify(one => one.MoveToAsync("Done", It.IsAny<CancellationToken>()), Times.Once);
    }

    [Fact]
    public async Task Watcher_loop_over_pop3()
    {
        var arrival = new Mock<Pop3Arrival>();
        arrival.Setup(one => one.GetMessageAsync(It.IsAny<CancellationToken>())).ReturnsAsync(new MimeMessage { Subject = "A ticket" });
        var watcher = new Mock<IMailWatcher>();
        watcher.Setup(one => one.WatchPop3Async("support", It.IsAny<Pop3WatchOptions>(), It.IsAny<CancellationToken>()))
            .Returns(new[] { arrival.Object }.ToAsyncEnumerable());

        await foreach (var one in watcher.Object.WatchPop3Async("support", new Pop3WatchOptions()))
        {
            Assert.Equal("A ticket", (await one.GetMessageAsync()).Subject!);
            await one.DeleteAsync();
        }

        arrival.Verify(one => one.DeleteAsync(It.IsAny<CancellationToken>()), Times.Once);
    }

    [Fact]
    public async Task Alert_that_is_sent_and_one_that_is_not()
    {
        var sender = new Mock<IMailSender>();
        var server = new MailEndpoint("smtp.example", 465, TlsMode.Implicit);
        sender.SetupSequence(one => one.SendAsync("alerts", It.IsAny<MimeMessage>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(new MailSendResult("id@example", "alerts", server))
            .ThrowsAsync(new MailServerException(Problems.ServerBusy, MailProtocol.Smtp, server, "Busy."));
        Assert.Equal("alerts", (await sender.Object.SendAsync("alerts", new MimeMessage())).Account);
        await Assert.ThrowsAsync<MailServerException>(() => sender.Object.SendAsync("alerts", new MimeMessage()));
    }

    [Fact]
    public async Task Client_of_an_account()
    {
        var client = new Mock<global::MailKit.Net.Imap.IImapClient>();
        client.Setup(one => one.Inbox.Count).Returns(3);
        var tokens = new Mock<IAccessTokenProvider>();
        tokens.Setup(one => one.GetAccessTokenAsync(It.IsAny<AccessTokenRequest>(), It.IsAny<CancellationToken>()))
            .Returns(new ValueTask<AccessToken>(new AccessToken("token", Now, Now.AddHours(1))));
        Assert.Equal(3, client.Object.Inbox.Count);
        Assert.Equal("token", (await tokens.Object.GetAccessTokenAsync()).Value);
    }

    [Fact]
    public async Task Observer_of_the_application()
    {
        var notice = new MailAccountNotice(
            "1", MailAccountNoticeKind.SignInRequired, new MailAccountState("support", null, MailAccountStatus.SignInRequired, Now))
        {
            SignIn = new PendingSignIn(new Uri("https://login.example/"), new Uri("https://app.example/"), "state", Now),
        };
        var observer = new Mock<IMailAccountObserver>();
        await observer.Object.OnNoticeAsync(notice);
        observer.Verify(one => one.OnNoticeAsync(
            It.Is<MailAccountNotice>(one => one.SignIn!.Url.Host == "login.example"), It.IsAny<CancellationToken>()));
    }
}
