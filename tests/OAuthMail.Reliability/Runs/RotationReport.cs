using OAuthMail.Reliability.Authorities;
using OAuthMail.Reliability.Workers;

namespace OAuthMail.Reliability.Runs;

/// <summary>What came of many processes over one account.</summary>
/// <param name="Elapsed">How long all of it took, from the start of the first process.</param>
/// <param name="Observation">What the authorization server was asked.</param>
/// <param name="Workers">What each process met with.</param>
public sealed record RotationReport(TimeSpan Elapsed, Observation Observation, IReadOnlyList<WorkerReport> Workers)
{
    /// <summary>How long a token is used before it is renewed, at the least: a second less the margin, which is a fifth of it.</summary>
    public static TimeSpan MinimumUse { get; } = TimeSpan.FromSeconds(0.8);

    /// <summary>The most renewals that may have happened: one at once, and one after each use.</summary>
    public int MostRenewals => GetMostRenewals(Elapsed);

    /// <summary>The problems that callers met with, and how often.</summary>
    public IReadOnlyDictionary<string, int> Failures { get; } =
        Workers.SelectMany(worker => worker.Failures).GroupBy(failure => failure.Key)
            .ToDictionary(group => group.Key, group => group.Sum(failure => failure.Value));

    /// <summary>What must not be; nothing, where all went well.</summary>
    public IReadOnlyList<string> Flaws { get; } =
    [
        .. Workers.SelectMany(worker => worker.Failures.Keys).Distinct().Select(code => $"calls failed with {code}"),
        .. Observation.Repeated > 0 ? [$"{Observation.Repeated} refresh tokens were presented twice"] : Array.Empty<string>(),
        .. Observation.Refused > 0 ? [$"{Observation.Refused} refresh tokens were refused"] : Array.Empty<string>(),
        .. Observation.Exchanged > GetMostRenewals(Elapsed) ? [$"{Observation.Exchanged} renewals are too many"] : Array.Empty<string>(),
        .. Observation.Exchanged < 2 ? ["nothing was renewed"] : Array.Empty<string>(),
    ];

    /// <summary>How often a token was asked for.</summary>
    public long Calls => Workers.Sum(worker => worker.Calls);

    /// <summary>The longest that any call took, in milliseconds.</summary>
    public double MaximumWait => Workers.Max(worker => worker.MaximumWait);

    /// <summary>The figures, a line each.</summary>
    public override string ToString() => $"""
        elapsed            {Elapsed.TotalSeconds:F1} s
        calls              {Calls}
        failed calls       {Failures.Values.Sum()}{string.Concat(Failures.Select(failure => $" {failure.Key}: {failure.Value}"))}
        renewals           {Observation.Exchanged} of at most {MostRenewals}
        presented twice    {Observation.Repeated}
        refused            {Observation.Refused}
        longest wait       {MaximumWait:F0} ms
        of each process    {string.Join(' ', Workers.Select(worker => $"{worker.MaximumWait:F0}"))} ms
        """;

    private static int GetMostRenewals(TimeSpan elapsed) => (int)(elapsed / MinimumUse) + 1;
}
