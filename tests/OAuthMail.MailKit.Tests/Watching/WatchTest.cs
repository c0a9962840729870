using System.Diagnostics;
using MimeKit;
using OAuthMail.Testing;
using MailFolder = OAuthMail.Testing.MailFolder;

namespace OAuthMail.MailKit.Tests.Watching;

/// <summary>A watcher with a manual clock, and methods to deliver messages.</summary>
public abstract class WatchTest : MailKitTest
{
    private readonly List<IAsyncDisposable> _watches = [];
    private CancellationTokenSource? _end;
    private int _count;

    /// <summary>Longer than any delay of <see cref="Retry"/>, and shorter than any other timer.</summary>
    protected static TimeSpan Pause { get; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Gets the clock of the watcher, which only its delays and IDLE use. The clock of logins and servers is advanced with each delay,
    /// because nothing else is in progress then.
    /// </summary>
    protected ManualTimeProvider Pauses { get; } = new(DateTimeOffset.UtcNow);

    protected MailWatcher Watcher { get; private set; } = null!;

    protected static WatchRetryOptions Retry => new() { FirstPause = Pause, MaximumPause = Pause };

    protected MailFolder Inbox => Alice.Inbox;

    protected override Task SetUpAsync()
    {
        _end = Own(new CancellationTokenSource());
        Watcher = new MailWatcher(Factory, new MailWatcherOptions { TimeProvider = Pauses });
        return Task.CompletedTask;
    }

    /// <summary>Cancels the watches that still wait at the end of the test, and disposes the others.</summary>
    protected override async Task TearDownAsync()
    {
        await _end!.CancelAsync();
        foreach (var watch in _watches)
        {
            try
            {
                await PassAsync(watch.DisposeAsync().AsTask());
            }
            catch (NotSupportedException)
            {
                // The watch was waiting for its next arrival, which the token has canceled.
            }
        }

        await UntilAsync(() => Host.Imap.OpenConnections == 0 && Host.Pop3.OpenConnections == 0);
    }

    protected IAsyncEnumerator<T> Begin<T>(IAsyncEnumerable<T> arrivals)
    {
        var watch = arrivals.GetAsyncEnumerator(_end!.Token);
        _watches.Add(watch);
        return watch;
    }

    /// <summary>Delivers a message one second after the last one.</summary>
    protected StoredMessage Arrive(string? subject = null, MailFolder? folder = null)
    {
        using var message = NewMessage(subject ?? $"Message {++_count}");
        message.MessageId = $"{Guid.NewGuid():N}@example.com";
        using var wire = new MemoryStream();
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        message.WriteTo(format, wire);
        return (folder ?? Inbox).Append(wire.ToArray(), null, Clock.GetUtcNow().AddSeconds(++_count));
    }

    /// <summary>Skips delays until a condition is met. Longer timers are not affected.</summary>
    protected async Task<T> PassAsync<T>(Task<T> task, TimeSpan? step = null)
    {
        var patience = Stopwatch.StartNew();
        while (!task.IsCompleted)
        {
            Assert.True(
                patience.Elapsed < TimeSpan.FromMinutes(1),
                $"Nothing goes on. The next timer ends in {Pauses.TimeToNextTimer?.ToString() ?? "(there is none)"}.");
            if (Pauses.TimeToNextTimer is { } next && next <= (step ?? Pause)) Pass(next);
            await Task.Yield();
        }

        return await task;
    }

    protected async Task PassAsync(Task task, TimeSpan? step = null) => await PassAsync(Finish(task), step);

    protected void Pass(TimeSpan pause)
    {
        Clock.Advance(pause);
        Pauses.Advance(pause);
    }

    /// <summary>Requests the next arrival, and skips delays until it is delivered.</summary>
    protected async Task<T> NextAsync<T>(IAsyncEnumerator<T> arrivals, TimeSpan? step = null)
    {
        Assert.True(await PassAsync(arrivals.MoveNextAsync().AsTask(), step));
        return arrivals.Current;
    }

    /// <summary>Requires that a call either reads the message or fails with a problem of that message.</summary>
    protected static async Task RequireQuickFailureAsync(Task call)
    {
        if (await Record.ExceptionAsync(() => call) is { } failure)
        {
            Assert.Equal(Problems.MessageUnreadable, Assert.IsType<MailServerException>(failure).Problem);
        }
    }

    /// <summary>Waits for another thread without advancing the clock.</summary>
    protected static async Task UntilAsync(Func<bool> condition)
    {
        var patience = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(patience.Elapsed < TimeSpan.FromMinutes(1), "It does not happen.");
            await Task.Yield();
        }
    }

    private static async Task<bool> Finish(Task task)
    {
        await task;
        return true;
    }
}
