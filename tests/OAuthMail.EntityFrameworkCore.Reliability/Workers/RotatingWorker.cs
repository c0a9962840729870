using System.Collections.Concurrent;

namespace OAuthMail.EntityFrameworkCore.Reliability.Workers;

/// <summary>One of many processes that share an account. Its threads request tokens as often as applications log in.</summary>
internal sealed class RotatingWorker(WorkerSettings settings)
{
    private const double LongWait = 500;

    private readonly ConcurrentQueue<Failure> _failures = new();
    private readonly ConcurrentQueue<Span> _waits = new();
    private long _calls;
    private double _longest;

    /// <summary>Runs the worker: writes "ready", waits for a line, and requests tokens for the configured time.</summary>
    public async Task<WorkerReport> RunAsync()
    {
        using var shared = new SharedAccount(settings);

        // The first call includes JIT compilation and connecting, so it is not measured.
        Ask(shared.Tokens);
        _waits.Clear();
        _longest = 0;
        Console.WriteLine("ready");
        await Console.In.ReadLineAsync();

        var end = MonotonicClock.Now + (settings.Seconds * 1000);
        var threads = Enumerable.Range(0, settings.Threads)
            .Select(number => new Thread(() => AskOn(shared.Tokens, end, number))).ToList();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        return new WorkerReport(_calls, [.. _waits], _longest, [.. _failures]);
    }

    private void AskOn(IAccessTokenProvider provider, double end, int seed)
    {
        var random = new Random(seed);
        while (MonotonicClock.Now < end)
        {
            // Simulates the duration of a login, and a pause after a failure.
            Thread.Sleep(Ask(provider) ? random.Next(1, 10) : 100);
        }
    }

    private bool Ask(IAccessTokenProvider provider)
    {
        var asked = MonotonicClock.Now;
        var succeeded = true;
        try
        {
            // Blocks the thread, as applications without await do.
            provider.GetAccessTokenAsync().AsTask().GetAwaiter().GetResult();
        }
        catch (OAuthMailException failure)
        {
            _failures.Enqueue(new Failure(failure.Code, MonotonicClock.Now));
            succeeded = false;
        }

        Interlocked.Increment(ref _calls);
        var answered = MonotonicClock.Now;
        if (answered - asked > LongWait) _waits.Enqueue(new Span(asked, answered));
        lock (_waits) _longest = Math.Max(_longest, answered - asked);
        return succeeded;
    }
}
