using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using OAuthMail.Reliability.Authorities;

namespace OAuthMail.Reliability.Runs;

/// <summary>A process that renews and writes without a pause is killed at a random moment, again and again.</summary>
public sealed class KillRun
{
    private readonly Random _random = new(Seed: 1);

    /// <summary>Where tokens come from.</summary>
    public required Authority Authority { get; init; }

    /// <summary>Whose build of the core the worker runs with.</summary>
    public Assembly Host { get; init; } = typeof(KillRun).Assembly;

    /// <summary>How often.</summary>
    public int Times { get; init; } = 1000;

    /// <summary>Called after each kill with how many there were.</summary>
    public Action<KillReport>? Killed { get; init; }

    /// <summary>Runs it.</summary>
    /// <exception cref="InvalidOperationException">Something was lost that need not have been.</exception>
    public async Task<KillReport> RunAsync()
    {
        using var folder = new AccountFolder(Authority);
        var key = await folder.SignInAsync();
        var report = new KillReport();
        while (report.Kills < Times)
        {
            var before = (await Authority.ObserveAsync()).Exchanged;
            await KillAsync(folder);
            report = await JudgeAsync(folder, key, before, report with { Kills = report.Kills + 1 });
            Killed?.Invoke(report);
        }

        return report;
    }

    private async Task KillAsync(AccountFolder folder)
    {
        using var worker = folder.StartWorker(Host, "renew");

        // One in ten while it starts: the runtime, the store, the first renewal.
        if (_random.Next(10) > 0) await worker.ExpectAsync("renewing");
        await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(300)));
        if (!await worker.KillAsync()) throw new InvalidOperationException($"The worker ended by itself: {await worker.ReadLineAsync()}");
    }

    private async Task<KillReport> JudgeAsync(AccountFolder folder, TokenKey key, int before, KillReport report)
    {
        var observation = await Authority.ObserveQuietAsync();
        report = report with
        {
            Renewals = report.Renewals + observation.Exchanged - before,
            MostLeftovers = Math.Max(report.MostLeftovers, Directory.GetFiles(folder.Path, "*.tmp").Length),
        };

        // Throws where the record is damaged.
        var store = await folder.OpenAsync();
        var stored = (await store.ReadAsync(key))?.Record.RefreshToken
            ?? throw new InvalidOperationException("The record, or its refresh token, is gone.");

        // The server has exchanged what is stored: the answer came too late, or not at all, and nobody else has it.
        var unanswered = observation.Last == Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(stored)));
        report = report with { Unanswered = report.Unanswered + (unanswered ? 1 : 0) };
        try
        {
            await folder.RenewAsync(key);
            return report;
        }
        catch (SignInRequiredException) when (unanswered)
        {
            await folder.SignInAsync();
            await folder.RenewAsync(key);
            return report with { SignIns = report.SignIns + 1 };
        }
    }
}
