using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using OAuthMail.Reliability.Authorities;

namespace OAuthMail.Reliability.Runs;

/// <summary>Repeatedly kills a process at a random time, while it renews and writes continuously.</summary>
public sealed class KillRun
{
    private readonly Random _random = new(Seed: 1);

    /// <summary>Gets the authorization server.</summary>
    public required Authority Authority { get; init; }

    /// <summary>Gets the assembly whose folder contains the core's build for the worker.</summary>
    public Assembly Host { get; init; } = typeof(KillRun).Assembly;

    /// <summary>Gets the number of kills.</summary>
    public int Times { get; init; } = 1000;

    /// <summary>Gets the callback after each kill, which receives the number of kills so far.</summary>
    public Action<KillReport>? Killed { get; init; }

    /// <summary>Starts the run.</summary>
    /// <exception cref="InvalidOperationException">A record or a consent was lost unexpectedly.</exception>
    public async Task<KillReport> RunAsync()
    {
        using var folder = new AccountFolder(Authority);
        var key = await folder.SignInAsync();
        var report = new KillReport();
        while (report.Kills < Times)
        {
            var before = (await Authority.ObserveAsync()).Exchanged;
            await KillAsync(folder);
            report = await CheckAsync(folder, key, before, report with { Kills = report.Kills + 1 });
            Killed?.Invoke(report);
        }

        return report;
    }

    private async Task KillAsync(AccountFolder folder)
    {
        using var worker = folder.StartWorker(Host, "renew");

        // One in ten kills happens during the start: the runtime, the store, the first renewal.
        if (_random.Next(10) > 0) await worker.ExpectAsync("renewing");
        await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(300)));
        if (!await worker.KillAsync())
        {
            throw new InvalidOperationException($"The worker exited before it was killed: {await worker.ReadLineAsync()}");
        }
    }

    private async Task<KillReport> CheckAsync(AccountFolder folder, TokenKey key, int before, KillReport report)
    {
        var observation = await Authority.ObserveQuietAsync();
        report = report with
        {
            Renewals = report.Renewals + observation.Exchanged - before,
            MaximumLeftovers = Math.Max(report.MaximumLeftovers, Directory.GetFiles(folder.Path, "*.tmp").Length),
        };

        // This call throws if the record is damaged.
        var store = await folder.OpenAsync();
        var stored = (await store.ReadAsync(key))?.Record.RefreshToken
            ?? throw new InvalidOperationException("The record or its refresh token is missing.");

        // The server has exchanged the stored refresh token, but the response was not written.
        var unanswered = observation.Last == Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(stored)));
        report = report with { Unwritten = report.Unwritten + (unanswered ? 1 : 0) };
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
