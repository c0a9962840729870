using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using MimeKit;

namespace OAuthMail.MailKit.Tests.Delivery;

/// <summary>
/// A sender for the servers of <see cref="MailKitTest"/> whose log is recorded. At the end of a test, all connections must be closed.
/// </summary>
public abstract class SenderTest : MailKitTest
{
    private protected MailSender Sender { get; private set; } = null!;

    private protected KeptLog Log { get; } = new();

    private protected virtual MailSenderOptions CreateSenderOptions() => new() { LoggerFactory = Log, TimeProvider = Clock };

    /// <summary>Gets the number of messages in Bob's mailbox by subject.</summary>
    protected Dictionary<string, int> Arrived =>
        Bob.Inbox.Messages.GroupBy(message => SubjectOf(message.Text)).ToDictionary(group => group.Key, group => group.Count());

    protected override Task SetUpAsync()
    {
        Sender = new MailSender(Factory, CreateSenderOptions());
        return Task.CompletedTask;
    }

    protected override async Task TearDownAsync()
    {
        // The clock advances during disposal, as outside of tests.
        var closing = Sender.DisposeAsync().AsTask();
        await PassUntilAsync(() => closing.IsCompleted, TimeSpan.FromSeconds(10));
        await closing;
        await UntilAsync(() => Host.Smtp.OpenConnections == 0);
        Log.Dispose();
    }

    protected Task<MailSendResult> SendAsync(
        string subject = "Hello", string account = "alice", CancellationToken cancellationToken = default) =>
        Sender.SendAsync(account, NewMessage(subject), cancellationToken);

    /// <summary>Advances the clock to the next timer that is due within <paramref name="step"/>, until a condition is met.</summary>
    protected async Task PassUntilAsync(Func<bool> condition, TimeSpan step)
    {
        await UntilAsync(() =>
        {
            if (condition()) return true;
            if (Clock.TimeToNextTimer is { } next && next <= step) Clock.Advance(next);
            return false;
        });
    }

    /// <summary>Waits for a send, and advances the clock by the delays that the log contains.</summary>
    protected async Task<T> PassAsync<T>(Task<T> task)
    {
        var passed = 0;
        await UntilAsync(() =>
        {
            if (task.IsCompleted) return true;
            if (Log.Pauses.Skip(passed).FirstOrDefault() is { } pause && Clock.TimeToNextTimer is { } next && next <= pause)
            {
                Clock.Advance(next);
                passed++;
            }

            return false;
        });
        return await task;
    }

    /// <summary>Waits for another thread without advancing the clock.</summary>
    protected static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Creates a message with at least this number of octets whose lines begin with a dot.</summary>
    protected static MimeMessage LargeMessage(int octets) =>
        NewMessage("Large", string.Concat(Enumerable.Repeat(".All work and no play makes a dull message.\r\n", octets / 45)));

    private static string SubjectOf(string text) =>
        text.Split("\r\n").First(line => line.StartsWith("Subject: ", StringComparison.Ordinal))["Subject: ".Length..];

    private protected sealed class KeptLog : ILoggerFactory, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyList<string> Lines => [.. _lines];

        /// <summary>Gets the delays before further attempts.</summary>
        public IEnumerable<TimeSpan?> Pauses =>
            _lines.Select(line => Regex.Match(line, @"follows in ([\d:.]+\d)\.")).Where(match => match.Success)
            .Select(match => (TimeSpan?)TimeSpan.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{logLevel}: {formatter(state, exception)}");

        public void Dispose() => _lines.Clear();
    }
}
