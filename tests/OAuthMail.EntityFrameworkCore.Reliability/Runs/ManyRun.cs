using System.Diagnostics;
using System.Text.Json;
using OAuthMail.EntityFrameworkCore.Reliability.Workers;

namespace OAuthMail.EntityFrameworkCore.Reliability.Runs;

/// <summary>
/// Many processes, each with a folder of its own, share one account in one database. Tokens expire after one second, and a refresh
/// token can be used once.
/// </summary>
internal sealed class ManyRun
{
    /// <summary>The minimum time between renewals: the lifetime of one second without the margin, which is a fifth of it.</summary>
    private static readonly TimeSpan MinimumUse = TimeSpan.FromSeconds(0.8);

    private readonly List<Span> _outages = [];

    public int Processes { get; init; } = 16;

    public int Threads { get; init; } = 8;

    public int Seconds { get; init; } = 120;

    public int Restarts { get; init; }

    public int Skew { get; init; }

    public bool Pooled { get; init; }

    /// <summary>Starts the run, and writes its figures.</summary>
    /// <returns>Whether it succeeded.</returns>
    public async Task<bool> RunAsync()
    {
        await using var world = await World.StartAsync(TimeSpan.FromSeconds(1), leaseSeconds: 30, Pooled);
        await world.SignInAsync();
        var before = await world.Authority.ObserveAsync();
        var begun = Stopwatch.GetTimestamp();
        var workers = Enumerable.Range(0, Processes).Select(number => WorkerProcess.Start("rotate", world.Settings() with
        {
            Threads = Threads,
            Seconds = Seconds,
            ClockOffset = Skew == 0 ? 0 : Skew * (number % 3 - 1) / 2.0,
        })).ToList();
        try
        {
            foreach (var worker in workers) await worker.ExpectAsync("ready");
            foreach (var worker in workers) worker.GoOn();
            var restarting = RestartAsync(world);
            var reports = new List<WorkerReport>();
            foreach (var worker in workers)
            {
                var line = await worker.ReadLineAsync(TimeSpan.FromSeconds(Seconds));
                reports.Add(JsonSerializer.Deserialize<WorkerReport>(
                    line ?? throw new InvalidOperationException("A worker exited without a report."))!);
            }

            await restarting;
            return Report(Stopwatch.GetElapsedTime(begun), before.Exchanged, await world.Authority.ObserveAsync(), reports);
        }
        finally
        {
            foreach (var worker in workers) worker.Dispose();
        }
    }

    private async Task RestartAsync(World world)
    {
        for (var i = 0; i < Restarts; i++)
        {
            await Task.Delay(TimeSpan.FromSeconds(Seconds) / (Restarts + 1));
            var from = MonotonicClock.Now;
            await world.Server.StopAsync();
            await Task.Delay(TimeSpan.FromSeconds(1));
            await world.Server.StartAgainAsync();

            // A failure of the database is remembered for up to four seconds after three attempts in a row, and PgBouncer logs in again
            // after one second.
            _outages.Add(new Span(from, MonotonicClock.Now + 5000));
        }
    }

    private bool Report(
        TimeSpan elapsed, int exchangedBefore, OAuthMail.Reliability.Authorities.Observation seen, List<WorkerReport> reports)
    {
        var maximum = (int)(elapsed / MinimumUse) + 1;
        var renewals = seen.Exchanged - exchangedBefore;
        var failures = reports.SelectMany(report => report.Failures)
            .GroupBy(failure => (failure.Code, InOutage: InOutage(failure.At, failure.At))).ToList();
        var waits = reports.SelectMany(report => report.Waits).Where(wait => !InOutage(wait.From, wait.To))
            .Select(wait => wait.To - wait.From).ToList();
        var longest = waits.Count > 0 ? waits.Max() : Restarts == 0 ? reports.Max(report => report.MaximumWait) : 500;
        Console.WriteLine($"""
            elapsed            {elapsed.TotalSeconds:F1} s
            calls              {reports.Sum(report => report.Calls)}
            failed calls       {failures.Where(failure => !failure.Key.InOutage).Sum(failure => failure.Count())}
            renewals           {renewals} of at most {maximum}
            used twice         {seen.Repeated}
            rejected           {seen.Refused}
            longest wait       {longest:F0} ms, without outages
            outages            {string.Join(", ", _outages.Select(outage => $"{outage.To - outage.From - 5000:F0} ms"))}
            """);
        foreach (var failure in failures)
        {
            Console.WriteLine($"  {failure.Key.Code}{(failure.Key.InOutage ? " in an outage" : "")}: {failure.Count()}");
        }

        return seen.Repeated == 0 && seen.Refused == 0 && renewals >= 2 && (Skew > 0 || renewals <= maximum)
            && failures.TrueForAll(failure => failure.Key.InOutage && failure.Key.Code == "token-database-unavailable");
    }

    private bool InOutage(double from, double to) => _outages.Exists(outage => from <= outage.To && to >= outage.From);
}
