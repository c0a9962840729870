using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using OAuthMail.Reliability.Authorities;
using OAuthMail.Reliability.Workers;

namespace OAuthMail.Reliability.Runs;

/// <summary>Many processes of many threads share one account in one folder, and its tokens live for a second.</summary>
public sealed class RotationRun
{
    /// <summary>Where tokens come from.</summary>
    public required Authority Authority { get; init; }

    /// <summary>Whose build of the core the workers run with.</summary>
    public Assembly Host { get; init; } = typeof(RotationRun).Assembly;

    /// <summary>How many processes.</summary>
    public int Processes { get; init; } = 16;

    /// <summary>How many threads each of them has.</summary>
    public int Threads { get; init; } = 8;

    /// <summary>For how long they ask, all at once.</summary>
    public int Seconds { get; init; } = 120;

    /// <summary>Runs it.</summary>
    public async Task<RotationReport> RunAsync()
    {
        using var folder = new AccountFolder(Authority);
        await folder.SignInAsync();
        var begun = Stopwatch.GetTimestamp();
        var workers = Enumerable.Range(0, Processes).Select(_ => folder.StartWorker(Host, "rotate", Threads, Seconds)).ToList();
        try
        {
            foreach (var worker in workers) await worker.ExpectAsync("ready");
            foreach (var worker in workers) worker.GoOn();
            var reports = new List<WorkerReport>();
            foreach (var worker in workers)
            {
                var line = await worker.ReadLineAsync(TimeSpan.FromSeconds(Seconds));
                reports.Add(
                    JsonSerializer.Deserialize<WorkerReport>(
                        line ?? throw new InvalidOperationException("A worker ended without a report."))!);
            }

            return new RotationReport(Stopwatch.GetElapsedTime(begun), await Authority.ObserveAsync(), reports);
        }
        finally
        {
            foreach (var worker in workers) worker.Dispose();
        }
    }
}
