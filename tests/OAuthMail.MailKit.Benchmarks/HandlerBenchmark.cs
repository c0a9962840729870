using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OAuthMail.MailKit.Benchmarks;

/// <summary>
/// Reads 10,000 messages with a mail handler, which stores its position in a folder, and with a loop over the bare watcher, which stores
/// nothing. Both fetch each message. They alternate, so that other load on the machine affects both.
/// </summary>
internal static class HandlerBenchmark
{
    private const int Messages = 10_000;
    private const int Rounds = 7;

    public static async Task RunAsync(string[] args)
    {
        var messages = args is [var first, ..] ? int.Parse(first, CultureInfo.InvariantCulture) : Messages;
        await using var world = await BenchmarkWorld.StartAsync(mailboxes: 1);
        Deliver(world, messages);

        // The first round compiles code.
        await ReadAsync(world, messages);
        await HandleAsync(world, messages);
        var (bare, handled) = (new List<Cost>(), new List<Cost>());
        for (var round = 0; round < Rounds; round++)
        {
            bare.Add(await ReadAsync(world, messages));
            handled.Add(await HandleAsync(world, messages));
        }

        Console.WriteLine($"{messages:N0} messages of 4 KB, {Rounds} rounds, medians and the range of the ratios of each round:");
        Write("time", bare, handled, cost => cost.Time);
        Write("processor", bare, handled, cost => cost.Processor);
    }

    private static void Write(string what, List<Cost> bare, List<Cost> handled, Func<Cost, double> select)
    {
        var (without, with) = (bare.Select(select).ToList(), handled.Select(select).ToList());
        var ratios = without.Zip(with, (one, other) => other / one).ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: watcher {Median(without):N0} ms, handler {Median(with):N0} ms, ratio {Median(with) / Median(without):0.000}, "
            + $"median of the ratios {Median(ratios):0.000} ({ratios.Min():0.000} to {ratios.Max():0.000}); best rounds "
            + $"{without.Min():N0} ms and {with.Min():N0} ms, ratio {with.Min() / without.Min():0.000}"));
    }

    private static async Task<Cost> ReadAsync(BenchmarkWorld world, int messages)
    {
        using var application = Create(world, folder: null, messages);
        var watcher = application.Services.GetRequiredService<IMailWatcher>();
        var counter = application.Services.GetRequiredService<Counter>();
        var begun = Cost.Now();
        var options = new MailWatchOptions { From = MailboxPosition.Beginning };
        await foreach (var arrival in watcher.WatchAsync(BenchmarkWorld.NameOf(0), options))
        {
            using var message = await arrival.GetMessageAsync();
            if (counter.Add(message.Subject)) break;
        }

        return Cost.Now() - begun;
    }

    private static async Task<Cost> HandleAsync(BenchmarkWorld world, int messages)
    {
        var folder = Directory.CreateTempSubdirectory("oauthmail-handler-").FullName;
        using var application = Create(world, folder, messages);
        var begun = Cost.Now();
        await application.StartAsync();
        await application.Services.GetRequiredService<Counter>().Completed;
        var cost = Cost.Now() - begun;
        await application.StopAsync();
        Directory.Delete(folder, recursive: true);
        return cost;
    }

    /// <summary>Creates an application: with a store and a handler, or with a watcher alone.</summary>
    private static IHost Create(BenchmarkWorld world, string? folder, int messages)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(new Counter(messages));
        var mail = builder.Services.AddOAuthMail(options =>
        {
            var account = world.Host.CreateAccountOptions(BenchmarkWorld.AddressOf(0), OAuthFlow.ClientCredentials);
            (account.ClientId, account.ClientSecret) = ("service", "a secret for benchmarks");
            options.Accounts[BenchmarkWorld.NameOf(0)] = account;
            if (folder is null) return;
            options.Store = new TokenStoreOptions
            {
                Folder = Path.Combine(folder, "tokens"), KeyFile = Path.Combine(folder, "store.key"), CreateKeyFile = true,
            };
        }).AddMailKit().UseTestHost(world.Host);
        if (folder is not null)
        {
            mail.AddMailHandler<CountingHandler>(BenchmarkWorld.NameOf(0), options => options.Start = MailHandlerStart.AllMessages);
        }

        return builder.Build();
    }

    private static void Deliver(BenchmarkWorld world, int messages)
    {
        using var message = BenchmarkWorld.NewMessage();
        var inbox = world.Host.Mailboxes.Find(BenchmarkWorld.AddressOf(0))!.Inbox;
        var text = message.ToString().ReplaceLineEndings("\r\n");
        for (var i = 0; i < messages; i++) inbox.Append(Encoding.ASCII.GetBytes(text));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>Milliseconds of time, and of the processors in this process, which includes the servers.</summary>
    private sealed record Cost(double Time, double Processor)
    {
        public static Cost Now()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            using var self = Process.GetCurrentProcess();
            return new Cost(
                Stopwatch.GetTimestamp() * 1000.0 / Stopwatch.Frequency, self.TotalProcessorTime.TotalMilliseconds);
        }

        public static Cost operator -(Cost end, Cost begin) => new(end.Time - begin.Time, end.Processor - begin.Processor);
    }

    private sealed class CountingHandler(Counter counter) : IMailHandler
    {
        public async Task HandleAsync(ReceivedMail mail, CancellationToken cancellationToken)
        {
            var message = await mail.GetMessageAsync(cancellationToken);
            counter.Add(message.Subject);
        }
    }

    private sealed class Counter(int messages)
    {
        private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        public Task Completed => _completed.Task;

        /// <summary>Counts a message. Returns whether it is the last one.</summary>
        public bool Add(string? subject)
        {
            ArgumentNullException.ThrowIfNull(subject);
            if (++_count < messages) return false;
            _completed.TrySetResult();
            return true;
        }
    }
}
