using System.Collections.Concurrent;
using System.Diagnostics;

namespace OAuthMail.Reliability.Workers;

/// <summary>One of many processes that share an account: its threads ask for tokens as often as programs log in.</summary>
internal sealed class RotatingWorker(WorkerSettings settings)
{
    private readonly ConcurrentDictionary<string, int> _failures = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _tokens = new(StringComparer.Ordinal);
    private long _calls;
    private long _longest;

    /// <summary>Says "ready", waits for a line, asks for tokens for the time that was set.</summary>
    public async Task<WorkerReport> RunAsync()
    {
        using var shared = await SharedAccount.OpenAsync(settings);
        using var tokens = new MailTokens(new MailTokensOptions { Store = shared.Store });
        var provider = tokens.For(shared.Account, shared.Http);

        // What is compiled and connected at the first call is not what is measured.
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

            // A login takes a while.
            Thread.Sleep(random.Next(1, 10));
        }
    }

    private void Ask(IAccessTokenProvider provider)
    {
        var asked = Stopwatch.GetTimestamp();
        try
        {
            // A thread that waits, as programs have that know no await.
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
