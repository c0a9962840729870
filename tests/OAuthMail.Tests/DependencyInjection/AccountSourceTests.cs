using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.Tests.DependencyInjection;

public class AccountSourceTests
{
    [Fact]
    public async Task Accounts_of_a_source_are_available_when_the_application_has_started()
    {
        var source = new TestSource { ["alerts"] = Some.Application(), ["support"] = Some.AccountOf("contoso") };
        await using var application = await StartAsync(source);
        Assert.Equal(["alerts", "configured", "support"], application.Accounts.All.Select(account => account.Name).Order());
    }

    [Fact]
    public async Task Changed_account_is_read_alone()
    {
        var source = new TestSource { ["alerts"] = Some.Application(), ["support"] = Some.Application() };
        await using var application = await StartAsync(source);
        var support = application.Accounts.Get("support");

        source["alerts"] = Some.Application(options => options.Address = "other@contoso.com");
        await source.ChangedAsync("alerts", application.Accounts);
        Assert.Equal("other@contoso.com", application.Accounts.Get("alerts").Address);
        Assert.Same(support, application.Accounts.Get("support"));
        Assert.Equal(1, source.Listings);

        source.Remove("alerts");
        await source.ChangedAsync("alerts", application.Accounts);
        Assert.Throws<MailConfigurationException>(() => application.Accounts.Get("alerts"));
    }

    [Fact]
    public async Task Invalid_account_is_left_out_and_its_errors_are_in_the_exception()
    {
        var source = new TestSource
        {
            ["alerts"] = Some.Application(),
            ["broken"] = Some.AccountOf("unknown"),
            ["circle"] = Some.Application(options => options.Backup = new MailBackupOptions { Account = "circle" }),
        };
        await using var application = await StartAsync(source);

        Assert.Equal(["alerts", "configured"], application.Accounts.All.Select(account => account.Name).Order());
        Assert.Contains(
            "Accounts:broken:Client: 'unknown' isn't a valid client",
            Assert.Throws<MailConfigurationException>(() => application.Accounts.Get("broken")).Message);
        Assert.Contains(
            "is the account itself", Assert.Throws<MailConfigurationException>(() => application.Accounts.Get("circle")).Message);
        Assert.Contains(application.Log.Messages, message => message.Contains("The account broken of TestSource is not used"));
    }

    [Fact]
    public async Task Source_that_cannot_be_read_is_read_again_after_a_pause()
    {
        var clock = new ManualTimeProvider();
        var source = new TestSource { ["alerts"] = Some.Application() };
        source.Failure = new InvalidOperationException("Password=SECRETVALUE");
        await using var application = await StartAsync(source, clock);
        var failure = Assert.Throws<MailConfigurationException>(() => application.Accounts.Get("alerts"));
        Assert.Contains("The accounts of TestSource could not be read: InvalidOperationException.", failure.Message);
        Assert.DoesNotContain(application.Log.Messages, message => message.Contains(Some.Secret));

        source.Failure = null;
        var changed = new TaskCompletionSource();
        application.Accounts.Changed += (_, _) => changed.TrySetResult();
        await new ClockDriver(clock).EndAsync(changed.Task);
        Assert.NotNull(application.Accounts.Get("alerts"));
    }

    [Fact]
    public async Task Changed_client_of_the_configuration_changes_accounts_of_a_source()
    {
        var source = new TestSource { ["alerts"] = Some.Application(), ["support"] = Some.AccountOf("contoso") };
        var configuration = Configuration();
        await using var application = await StartAsync(source, configuration: configuration);
        var (alerts, support) = (application.Accounts.Get("alerts"), application.Accounts.Get("support"));

        configuration.Set("Clients:contoso:ClientId", "another");
        configuration.Reload();

        Assert.Same(alerts, application.Accounts.Get("alerts"));
        Assert.NotSame(support, application.Accounts.Get("support"));
    }

    private static TestConfiguration Configuration() => new(
    [
        ("Clients:contoso:Provider", "Microsoft365"), ("Clients:contoso:Flow", "ClientCredentials"), ("Clients:contoso:ClientId", "id"),
        ("Clients:contoso:TenantId", "contoso.com"), ("Clients:contoso:ClientSecret", Some.Secret),
        .. TestConfiguration.Account("configured"),
    ]);

    private static Task<TestApplication> StartAsync(
        TestSource source, TimeProvider? clock = null, TestConfiguration? configuration = null) =>
        TestApplication.StartAsync(services =>
        {
            services.AddSingleton(clock ?? TimeProvider.System).AddSingleton<IMailAccountSource>(source);
            return services.AddOAuthMail((configuration ?? Configuration()).Section);
        });

    private sealed class TestSource : Dictionary<string, MailAccountOptions>, IMailAccountSource
    {
        private readonly Channel<string> _changes = Channel.CreateUnbounded<string>();

        public Exception? Failure { get; set; }

        public int Listings { get; private set; }

        public async IAsyncEnumerable<KeyValuePair<string, MailAccountOptions>> ListAsync(
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            Listings++;
            if (Failure is not null) throw Failure;
            foreach (var pair in this) yield return pair;
        }

        public Task<MailAccountOptions?> FindAsync(string name, CancellationToken cancellationToken = default) =>
            Task.FromResult(TryGetValue(name, out var options) ? options : null);

        public IAsyncEnumerable<string> WatchAsync(CancellationToken cancellationToken = default) =>
            Failure is null ? _changes.Reader.ReadAllAsync(cancellationToken) : throw Failure;

        /// <summary>Reports a change, and waits until it is in effect.</summary>
        public async Task ChangedAsync(string name, IMailAccounts accounts)
        {
            var changed = new TaskCompletionSource();
            void OnChanged(object? sender, MailAccountsChangedEventArgs change) => changed.TrySetResult();
            accounts.Changed += OnChanged;
            _changes.Writer.TryWrite(name);
            await changed.Task.WaitAsync(TimeSpan.FromSeconds(30));
            accounts.Changed -= OnChanged;
        }
    }
}
