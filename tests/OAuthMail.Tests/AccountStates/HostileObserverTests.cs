using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using OAuthMail.Tests.DependencyInjection;

namespace OAuthMail.Tests.AccountStates;

/// <summary>Observers are code of the application, which may block, throw, and ignore its token.</summary>
public class HostileObserverTests
{
    [Fact]
    public async Task Observer_that_blocks_delays_neither_the_others_nor_the_end_of_the_application()
    {
        await using var world = await StateWorld.StartAsync();
        using var blocking = new BlockingObserver();
        var later = new StateWorld.TestObserver();
        var application = await world.AddApplicationAsync(builder =>
            builder.Services.AddSingleton<IMailAccountObserver>(blocking).AddSingleton<IMailAccountObserver>(later));
        await FailAsync(application);
        await world.UntilAsync(() => !later.Notices.IsEmpty);

        var watch = Stopwatch.StartNew();
        await application.DisposeAsync();
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        blocking.Release();

        // The others do not receive the notice again after the restart.
        await world.AddApplicationAsync(builder =>
            builder.Services.AddSingleton<IMailAccountObserver>(blocking).AddSingleton<IMailAccountObserver>(later));
        await world.UntilAsync(() => blocking.Calls >= 2);
        Assert.Single(later.Notices);
        Assert.Single(world.Observer.Notices);
    }

    [Fact]
    public async Task Observers_with_the_same_name_or_none_all_receive_a_notice()
    {
        await using var world = await StateWorld.StartAsync();
        var sameName = new StateWorld.TestObserver();
        var received = 0;
        var noName = new Mock<IMailAccountObserver>();
        var throwing = new Mock<IMailAccountObserver>();
        throwing.Setup(observer => observer.Name).Throws(new InvalidOperationException("name"));
        foreach (var mock in new[] { noName, throwing })
        {
            mock.Setup(observer => observer.OnNoticeAsync(It.IsAny<MailAccountNotice>(), It.IsAny<CancellationToken>()))
                .Callback(() => Interlocked.Increment(ref received)).Returns(Task.CompletedTask);
        }

        var application = await world.AddApplicationAsync(builder => builder.Services
            .AddSingleton<IMailAccountObserver>(sameName).AddSingleton(noName.Object).AddSingleton(throwing.Object));
        await FailAsync(application);
        await world.UntilAsync(() => !world.Observer.Notices.IsEmpty && !sameName.Notices.IsEmpty && Volatile.Read(ref received) == 2);
    }

    [Fact]
    public async Task Late_notice_begins_no_sign_in_that_is_no_longer_required()
    {
        await using var world = await StateWorld.StartAsync();
        var application = await world.AddApplicationAsync();
        await world.SignInAsync(application);
        world.Observer.IsBroken = true;
        world.Host.AuthorizationServer.RevokeAll();
        world.Clock.Advance(TimeSpan.FromHours(2));
        var tokens = application.Services.GetRequiredKeyedService<IAccessTokenProvider>("support");
        await Assert.ThrowsAsync<SignInRequiredException>(async () => await tokens.GetAccessTokenAsync());
        await world.UntilAsync(() => !world.Observer.Failed.IsEmpty);
        Assert.NotNull(world.Observer.Failed.First().SignIn);

        await world.SignInAsync(application);
        await application.Get<IConnectionTester>().TestAsync("support", MailProtocol.Imap);
        await world.WaitForAsync(application, "support", MailAccountStatus.Connected);
        world.Observer.IsBroken = false;
        await world.UntilAsync(() => world.Observer.Notices.Any(notice => notice.Kind == MailAccountNoticeKind.SignInRequired));
        Assert.Null(world.Observer.Notices.First(notice => notice.Kind == MailAccountNoticeKind.SignInRequired).SignIn);
        Assert.Null(await application.Get<IMailSignIn>().GetPendingAsync("support"));
    }

    private static Task FailAsync(TestApplication application)
    {
        var failure = new OAuthMailException(Problems.MailboxPermissionMissing, "The mailbox does not permit it.");
        application.Get<OAuthMail.AccountStates.AccountActivity>().Failed(application.Accounts.Get("alerts"), MailProtocol.Imap, failure);
        return Task.CompletedTask;
    }

    private sealed class BlockingObserver : IMailAccountObserver, IDisposable
    {
        private readonly ManualResetEventSlim _released = new();
        private int _calls;

        public string Name => "blocking";

        public int Calls => Volatile.Read(ref _calls);

        public void Release() => _released.Set();

        public Task OnNoticeAsync(MailAccountNotice notice, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _calls);
            _released.Wait(CancellationToken.None);
            return Task.CompletedTask;
        }

        public void Dispose() => _released.Dispose();
    }
}
