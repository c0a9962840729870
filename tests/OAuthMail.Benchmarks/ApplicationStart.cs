using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OAuthMail.Benchmarks;

/// <summary>
/// Measures what <c>AddOAuthMail</c> adds to the start of a host, and 10,000 accounts of a source: start, change of one, reload of the
/// configuration, memory.
/// </summary>
internal static class ApplicationStart
{
    private const int Count = 10_000;
    private const int Runs = 7;

    public static async Task MeasureAsync()
    {
        // The first host loads the assemblies of hosting itself.
        await StartAsync(_ => { });
        var first = await StartAsync(AddOne);
        var plain = await MedianAsync(_ => { });
        var with = await MedianAsync(AddOne);
        Report("start of a host", plain);
        Report("start of a host with AddOAuthMail, first in the process", first);
        Report("start of a host with AddOAuthMail", with);
        Report("added by AddOAuthMail, first in the process", first - plain);
        await MeasureManyAsync();
    }

    private static void AddOne(IServiceCollection services) =>
        services.AddOAuthMail(options => options.Accounts["alerts"] = Create(0));

    private static async Task MeasureManyAsync()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var source = new Source();
        var watch = Stopwatch.StartNew();
        using var host = Build(services =>
        {
            services.AddSingleton<IMailAccountSource>(source);
            AddOne(services);
        });
        await host.StartAsync();
        Report("start with 10,000 accounts of a source", watch.Elapsed);
        var accounts = host.Services.GetRequiredService<IMailAccounts>();
        if (accounts.All.Count != Count + 1) throw new InvalidOperationException("Not all accounts were read.");
        Console.WriteLine($"{(GC.GetTotalMemory(forceFullCollection: true) - before) / Count:N0} bytes for each account");

        var changed = new TaskCompletionSource();
        accounts.Changed += (_, _) => changed.TrySetResult();
        watch.Restart();
        source.Change("account-5000");
        await changed.Task;
        Report("change of one of 10,000 accounts", watch.Elapsed);
        await host.StopAsync();
    }

    private static async Task<TimeSpan> MedianAsync(Action<IServiceCollection> register)
    {
        var times = new List<TimeSpan>();
        for (var i = 0; i < Runs; i++) times.Add(await StartAsync(register));
        times.Sort();
        return times[Runs / 2];
    }

    private static async Task<TimeSpan> StartAsync(Action<IServiceCollection> register)
    {
        var watch = Stopwatch.StartNew();
        using var host = Build(register);
        await host.StartAsync();
        var elapsed = watch.Elapsed;
        await host.StopAsync();
        return elapsed;
    }

    private static IHost Build(Action<IServiceCollection> register)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        register(builder.Services);
        return builder.Build();
    }

    private static MailAccountOptions Create(int i) => new()
    {
        Provider = "Microsoft365",
        Flow = OAuthFlow.ClientCredentials,
        TenantId = "contoso.com",
        ClientId = "00000000-0000-0000-0000-" + i.ToString("D12", CultureInfo.InvariantCulture),
        ClientSecret = "secret-of-the-benchmark",
        Address = $"user{i}@contoso.com",
    };

    private static void Report(string what, TimeSpan time) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds,8:N1} ms  {what}"));

    private sealed class Source : IMailAccountSource
    {
        private readonly System.Threading.Channels.Channel<string> _changes = System.Threading.Channels.Channel.CreateUnbounded<string>();

        public void Change(string name) => _changes.Writer.TryWrite(name);

        public async IAsyncEnumerable<KeyValuePair<string, MailAccountOptions>> ListAsync(
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            for (var i = 0; i < Count; i++)
            {
                yield return new("account-" + i.ToString(CultureInfo.InvariantCulture), Create(i));
            }
        }

        public Task<MailAccountOptions?> FindAsync(string name, CancellationToken cancellationToken = default)
        {
            var options = Create(Count);
            return Task.FromResult<MailAccountOptions?>(options);
        }

        public IAsyncEnumerable<string> WatchAsync(CancellationToken cancellationToken = default) =>
            _changes.Reader.ReadAllAsync(cancellationToken);
    }
}
