using System.Globalization;
using System.Runtime.CompilerServices;
using MailKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MimeKit;
using OAuthMail.Storage;

namespace OAuthMail.MailKit.Benchmarks;

/// <summary>
/// Measures what a mail handler costs for each message, without servers: a watcher delivers messages that exist in memory, in groups as
/// over IMAP, and the handler does nothing. The result does not depend on the speed of a server, and little on other load.
/// </summary>
internal static class HandlerCostBenchmark
{
    private const int Messages = 20_000;
    private const int Rounds = 9;
    private const string Account = "mailbox";

    public static async Task RunAsync(string[] args)
    {
        var messages = args is [var first, ..] ? int.Parse(first, CultureInfo.InvariantCulture) : Messages;
        foreach (var isInMemory in (bool[])[true, false])
        {
            await MeasureAsync(messages, isInMemory);
            var costs = new List<double>();
            for (var round = 0; round < Rounds; round++) costs.Add(await MeasureAsync(messages, isInMemory));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{messages:N0} messages, positions in {(isInMemory ? "memory" : "a folder")}: "
                + $"{costs.Order().ElementAt(Rounds / 2):0.0} µs of processor time for each message "
                + $"(median of {Rounds} rounds, {costs.Min():0.0} to {costs.Max():0.0})"));
        }
    }

    private static async Task<double> MeasureAsync(int messages, bool isInMemory)
    {
        var folder = Directory.CreateTempSubdirectory("oauthmail-handler-").FullName;
        using var application = Create(folder, messages, isInMemory);
        await application.StartAsync();
        await application.Services.GetRequiredService<Source>().Completed;
        var source = application.Services.GetRequiredService<Source>();
        await application.StopAsync();
        Directory.Delete(folder, recursive: true);
        return source.Processor.TotalMicroseconds / messages;
    }

    private static IHost Create(string folder, int messages, bool isInMemory)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(new Source(messages));
        if (isInMemory) builder.Services.AddSingleton<ITokenStore>(new MemoryTokenStore());
        builder.Services.AddOAuthMail(options =>
        {
            options.Accounts[Account] = new MailAccountOptions
            {
                Address = "mailbox@benchmark.example", Flow = OAuthFlow.ClientCredentials, ClientId = "service", ClientSecret = "secret",
                TokenEndpoint = "https://localhost/token", Scope = "mail", Imap = "localhost:993",
            };
            if (isInMemory) return;
            options.Store = new TokenStoreOptions
            {
                Folder = Path.Combine(folder, "tokens"), KeyFile = Path.Combine(folder, "store.key"), CreateKeyFile = true,
            };
        }).AddMailKit().AddMailHandler<IdleHandler>(Account, options => options.Start = MailHandlerStart.AllMessages);
        builder.Services.AddSingleton<IMailWatcher>(services => services.GetRequiredService<Source>());
        return builder.Build();
    }

    private sealed class IdleHandler : IMailHandler
    {
        public Task HandleAsync(ReceivedMail mail, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>Delivers messages without a server, and measures the processor time from the first to the last one.</summary>
    private sealed class Source(int messages) : IMailWatcher
    {
        private const int GroupSize = 50;

        private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Completed => _completed.Task;

        public TimeSpan Processor { get; private set; }

        public async IAsyncEnumerable<MailArrival> WatchAsync(
            MailAccount account, MailWatchOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var position = MailboxPosition.Parse("v1:1:1");
            GC.Collect();
            GC.WaitForPendingFinalizers();
            var begun = Environment.CpuUsage.TotalTime;
            for (var i = 1; i <= messages; i++)
            {
                if (i % GroupSize == 0) await Task.Yield();
                yield return new Arrival(account, position, new MessageSummary(0) { UniqueId = new UniqueId(1, (uint)i) });
            }

            Processor = Environment.CpuUsage.TotalTime - begun;
            _completed.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        public IAsyncEnumerable<MailArrival> WatchAsync(
            string account, MailWatchOptions options, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public IAsyncEnumerable<Pop3Arrival> WatchPop3Async(
            MailAccount account, Pop3WatchOptions options, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public IAsyncEnumerable<Pop3Arrival> WatchPop3Async(
            string account, Pop3WatchOptions options, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<MailboxPosition> GetPositionAsync(
            MailAccount account, string folder = "INBOX", CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<MailboxPosition> GetPositionAsync(
            string account, string folder = "INBOX", CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<Pop3Position> GetPop3PositionAsync(MailAccount account, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<Pop3Position> GetPop3PositionAsync(string account, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }

    private sealed class Arrival(MailAccount account, MailboxPosition position, IMessageSummary summary) : MailArrival
    {
        public override MailAccount Account => account;

        public override string Folder => "INBOX";

        public override IMessageSummary Summary => summary;

        public override MailboxPosition Position => position;

        public override Task<MimeMessage> GetMessageAsync(CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public override Task AddFlagsAsync(MessageFlags flags, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public override Task RemoveFlagsAsync(MessageFlags flags, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public override Task MoveToAsync(string folder, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public override Task<T> UseAsync<T>(
            Func<IMailFolder, UniqueId, CancellationToken, Task<T>> action, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }
}
