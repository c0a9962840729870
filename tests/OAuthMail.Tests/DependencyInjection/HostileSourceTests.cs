using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.Tests.DependencyInjection;

/// <summary>Account sources and handlers are code of the application.</summary>
public class HostileSourceTests
{
    [Fact]
    public async Task Source_that_blocks_prevents_neither_the_start_nor_the_end_of_the_application()
    {
        var clock = new ManualTimeProvider();
        var application = Create(new Source { Listed = new TaskCompletionSource().Task }, clock);
        var start = application.StartAsync();
        await new ClockDriver(clock, TimeSpan.FromMinutes(1)).EndAsync(start);
        await start;
        Assert.Contains(
            "has not responded yet", Assert.Throws<MailConfigurationException>(() => application.Accounts.Get("alerts")).Message);
        Assert.Contains(application.Log.Messages, message => message.Contains("have not been read within"));
        await application.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Change_while_the_accounts_are_read_is_not_missed()
    {
        var source = new Source { ["alerts"] = Some.Application() };
        source.AfterListing = () =>
        {
            source.AfterListing = null;
            source["alerts"] = Some.Application(options => options.Address = "other@contoso.com");
            source.Report("alerts");
        };
        await using var application = Create(source);
        await application.StartAsync();
        await WaitUntilAsync(() => application.Accounts.Get("alerts").Address == "other@contoso.com");
    }

    [Fact]
    public async Task Object_that_the_source_changed_and_returned_again_is_noticed()
    {
        var source = new Source { ["alerts"] = Some.Application() };
        await using var application = Create(source);
        await application.StartAsync();
        source["alerts"].Address = "other@contoso.com";
        source.Report("alerts");
        await WaitUntilAsync(() => application.Accounts.Get("alerts").Address == "other@contoso.com");
    }

    [Fact]
    public async Task Account_without_a_name_does_not_hide_the_others()
    {
        var source = new Source { ["alerts"] = Some.Application() };
        source.More = [new KeyValuePair<string, MailAccountOptions>(null!, Some.Application())];
        await using var application = Create(source);
        await application.StartAsync();
        Assert.NotNull(application.Accounts.Get("alerts"));
        Assert.Contains(application.Log.Messages, message => message.Contains("An account of the source has no name."));
    }

    [Fact]
    public async Task Handlers_receive_changes_in_their_order()
    {
        var configuration = new TestConfiguration(TestConfiguration.Account("one"));
        await using var application = await TestApplication.StartAsync(services => services.AddOAuthMail(configuration.Section));
        var received = new List<string>();
        application.Accounts.Changed += (_, change) =>
        {
            if (change.Added.Single().Name != "two") return;
            foreach (var (key, value) in TestConfiguration.Account("three")) configuration.Set(key, value);
            configuration.Reload();
        };
        application.Accounts.Changed += (_, change) => received.Add(change.Added.Single().Name);
        foreach (var (key, value) in TestConfiguration.Account("two")) configuration.Set(key, value);
        configuration.Reload();
        Assert.Equal(["two", "three"], received);
    }

    private static TestApplication Create(Source source, TimeProvider? clock = null) => TestApplication.Create(services =>
    {
        services.AddSingleton(clock ?? TimeProvider.System).AddSingleton<IMailAccountSource>(source);
        return services.AddOAuthMail(new TestConfiguration(TestConfiguration.Account("configured")).Section);
    });

    private static async Task WaitUntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, "The change is not in effect.");
            await Task.Yield();
        }
    }

    /// <summary>A source that reports changes only to the watch that runs at the moment.</summary>
    private sealed class Source : Dictionary<string, MailAccountOptions>, IMailAccountSource
    {
        private Channel<string>? _watch;

        public Task Listed { get; set; } = Task.CompletedTask;

        public Action? AfterListing { get; set; }

        public KeyValuePair<string, MailAccountOptions>[] More { get; set; } = [];

        public void Report(string name) => _watch?.Writer.TryWrite(name);

        public async IAsyncEnumerable<KeyValuePair<string, MailAccountOptions>> ListAsync(
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Listed;
            var all = this.Concat(More).ToList();
            foreach (var pair in all) yield return pair;
            AfterListing?.Invoke();
        }

        public Task<MailAccountOptions?> FindAsync(string name, CancellationToken cancellationToken = default) =>
            Task.FromResult(TryGetValue(name, out var options) ? options : null);

        public IAsyncEnumerable<string> WatchAsync(CancellationToken cancellationToken = default)
        {
            var watch = Channel.CreateUnbounded<string>();
            Volatile.Write(ref _watch, watch);
            return watch.Reader.ReadAllAsync(CancellationToken.None);
        }
    }
}
