using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Moq;
using OAuthMail.AccountStates;
using OAuthMail.Storage;

namespace OAuthMail.Tests.AccountStates;

/// <summary>The hosted services, when the application's own code fails or the application stops.</summary>
public class StateServiceTests
{
    [Fact]
    public async Task Outcome_before_the_end_of_the_application_is_stored()
    {
        await using var world = await StateWorld.StartAsync();
        var application = await world.AddApplicationAsync();
        var activity = new AccountActivity(world.Clock);
        var recorder = new StateRecorder(activity, world.Store, application.Get<NoticeDispatcher>(), world.Clock);
        activity.Failed(
            application.Accounts.Get("alerts"), MailProtocol.Imap,
            new OAuthMailException(Problems.MailboxPermissionMissing, "The mailbox does not permit it."));

        await recorder.StopAsync(CancellationToken.None);

        Assert.Equal(MailAccountStatus.Failing, (await application.Get<IMailAccountStates>().GetAsync("alerts")).Status);
    }

    [Fact]
    public async Task Store_that_blocks_does_not_delay_the_end_of_the_application()
    {
        await using var world = await StateWorld.StartAsync();
        var application = await world.AddApplicationAsync();
        var store = new Mock<ITokenStore>();
        store.Setup(one => one.AcquireAsync(It.IsAny<TokenKey>(), It.IsAny<CancellationToken>()))
            .Returns(new ValueTask<ITokenLease>(new TaskCompletionSource<ITokenLease>().Task));
        var activity = new AccountActivity(world.Clock);
        var recorder = new StateRecorder(activity, store.Object, application.Get<NoticeDispatcher>(), world.Clock);
        await recorder.StartAsync(CancellationToken.None);
        activity.Connected(application.Accounts.Get("alerts"), MailProtocol.Imap);
        await recorder.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(25));
    }

    [Fact]
    public async Task Accounts_that_throw_do_not_end_the_service_that_renews_sign_ins()
    {
        await using var world = await StateWorld.StartAsync();
        var accounts = new Mock<IMailAccounts>();
        accounts.Setup(one => one.All).Throws(new InvalidOperationException("accounts"));
        using var keeper = new SignInKeeper(accounts.Object, world.Store, new AccountActivity(world.Clock), world.Clock);
        await keeper.StartAsync(CancellationToken.None);
        await world.UntilAsync(() => keeper.ExecuteTask!.IsCompleted || world.Clock.WaitingTimers > 0);
        Assert.False(keeper.ExecuteTask!.IsCompleted);
        await keeper.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Revoked_consent_of_an_unused_account_is_reported()
    {
        await using var world = await StateWorld.StartAsync();
        var application = await world.AddApplicationAsync();
        await world.SignInAsync(application);
        world.Host.AuthorizationServer.RevokeAll();
        var keeper = application.Services.GetServices<IHostedService>().OfType<SignInKeeper>().Single();
        world.Clock.Advance(TimeSpan.FromDays(60));
        await keeper.KeepAsync(CancellationToken.None);
        await world.UntilAsync(() => world.Observer.Notices.Any(notice => notice.Kind == MailAccountNoticeKind.SignInRequired));
    }
}
