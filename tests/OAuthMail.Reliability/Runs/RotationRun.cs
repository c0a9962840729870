using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using OAuthMail.Reliability.Authorities;
using OAuthMail.Reliability.Workers;

namespace OAuthMail.Reliability.Runs;

/// <summary>Runs many processes with many threads that share an account and a folder. Tokens expire after one second.</summary>
public sealed class RotationRun
{
    /// <summary>Gets the authorization server.</summary>
    public required Authority Authority { get; init; }

    /// <summary>Gets the assembly whose folder contains the core's build for the workers.</summary>
    public Assembly Host { get; init; } = typeof(RotationRun).Assembly;

    /// <summary>Gets the number of processes.</summary>
    public int Processes { get; init; } = 16;

    /// <summary>Gets the number of threads per process.</summary>
    public int Threads { get; init; } = 8;

    /// <summary>Gets how long all processes request tokens concurrently.</summary>
    public int Seconds { get; init; } = 120;

    /// <summary>Starts the run.</summary>
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
                        line ?? throw new InvalidOperationException("A worker exited without a report."))!);
            }

            return new RotationReport(Stopwatch.GetElapsedTime(begun), await Authority.ObserveAsync(), reports);
        }
        finally
        {
            foreach (var worker in workers) worker.Dispose();
        }
    }
}
