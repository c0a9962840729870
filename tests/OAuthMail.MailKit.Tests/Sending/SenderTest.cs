using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using MimeKit;

namespace OAuthMail.MailKit.Tests.Sending;

/// <summary>A sender over the servers of <see cref="MailKitTest"/>, whose log is kept. At the end no connection is left.</summary>
public abstract class SenderTest : MailKitTest
{
    private protected MailSender Sender { get; private set; } = null!;

    private protected KeptLog Log { get; } = new();

    private protected virtual MailSenderOptions CreateSenderOptions() => new() { LoggerFactory = Log };

    /// <summary>How often each subject is in Bob's mailbox.</summary>
    protected Dictionary<string, int> Arrived =>
        Bob.Inbox.Messages.GroupBy(message => SubjectOf(message.Text)).ToDictionary(group => group.Key, group => group.Count());

    protected override Task SetUpAsync()
    {
        Sender = new MailSender(Accounts, Factory, CreateSenderOptions());
        return Task.CompletedTask;
    }

    protected override async Task TearDownAsync()
    {
        // With the clock going, as it does outside of tests.
        var closing = Sender.DisposeAsync().AsTask();
        await PassUntilAsync(() => closing.IsCompleted, TimeSpan.FromSeconds(10));
        await closing;
        await UntilAsync(() => Host.Smtp.OpenConnections == 0);
        Log.Dispose();
    }

    protected Task<MailSendResult> SendAsync(
        string subject = "Hello", string account = "alice", CancellationToken cancellationToken = default) =>
        Sender.SendAsync(account, NewMessage(subject), cancellationToken);

    /// <summary>Moves the clock whenever somebody waits for it no longer than the step, until something has happened.</summary>
    protected async Task PassUntilAsync(Func<bool> condition, TimeSpan step)
    {
        await UntilAsync(() =>
        {
            if (condition()) return true;
            if (Clock.TimeToNextTimer is { } next && next <= step) Clock.Advance(next);
            return false;
        });
    }

    /// <summary>Waits for a send, while the clock moves over the pauses that the log speaks of.</summary>
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

    /// <summary>Waits, without a clock, for what another thread is about to do.</summary>
    protected static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>A message of so many octets and more, with a dot at the begin of each line.</summary>
    protected static MimeMessage LargeMessage(int octets) =>
        NewMessage("Large", string.Concat(Enumerable.Repeat(".All work and no play makes a dull message.\r\n", octets / 45)));

    private static string SubjectOf(string text) =>
        text.Split("\r\n").First(line => line.StartsWith("Subject: ", StringComparison.Ordinal))["Subject: ".Length..];

    private protected sealed class KeptLog : ILoggerFactory, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyList<string> Lines => [.. _lines];

        /// <summary>The pauses before further attempts.</summary>
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
