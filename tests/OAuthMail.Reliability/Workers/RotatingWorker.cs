using System.Collections.Concurrent;
using System.Diagnostics;

namespace OAuthMail.Reliability.Workers;

/// <summary>One of many processes that share an account. Its threads request tokens as often as applications log in.</summary>
internal sealed class RotatingWorker(WorkerSettings settings)
{
    private readonly ConcurrentDictionary<string, int> _failures = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _tokens = new(StringComparer.Ordinal);
    private long _calls;
    private long _longest;

    /// <summary>Runs the worker: writes "ready", waits for a line, and requests tokens for the configured time.</summary>
    public async Task<WorkerReport> RunAsync()
    {
        using var shared = await SharedAccount.OpenAsync(settings);
        using var tokens = new MailTokens(new MailTokensOptions { Store = shared.Store });
        var provider = tokens.For(shared.Account, shared.Http);

        // The first call includes JIT compilation and connecting, so it is not measured.
        Ask(provider);
        _longest = 0;
        Console.WriteLine("ready");
        await Console.In.ReadLineAsync();

        var begun = Stopwatch.GetTimestamp();
        var threads = Enumerable.Range(0, settings.Threads).Select(number => new Thread(() => AskOn(provider, begun, number))).ToList();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        return new WorkerReport(_calls, _tokens.Count, Stopwatch.GetElapsedTime(0, _longest).TotalMilliseconds, _failures);
    }

    private void AskOn(IAccessTokenProvider provider, long begun, int seed)
    {
        var random = new Random(seed);
        while (Stopwatch.GetElapsedTime(begun).TotalSeconds < settings.Seconds)
        {
            Ask(provider);

            // Simulates the duration of a login.
            Thread.Sleep(random.Next(1, 10));
        }
    }

    private void Ask(IAccessTokenProvider provider)
    {
        var asked = Stopwatch.GetTimestamp();
        try
        {
            // Blocks the thread, as applications without await do.
            _tokens[provider.GetAccessTokenAsync().AsTask().GetAwaiter().GetResult().Value] = true;
        }
        catch (OAuthMailException failure)
        {
            _failures.AddOrUpdate(failure.Code, 1, (_, count) => count + 1);
        }

        Interlocked.Increment(ref _calls);
        var took = Stopwatch.GetTimestamp() - asked;
        for (var longest = Volatile.Read(ref _longest); took > longest; longest = Volatile.Read(ref _longest))
        {
            Interlocked.CompareExchange(ref _longest, took, longest);
        }
    }
}
