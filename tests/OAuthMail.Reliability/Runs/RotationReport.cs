using OAuthMail.Reliability.Authorities;
using OAuthMail.Reliability.Workers;

namespace OAuthMail.Reliability.Runs;

/// <summary>The results of many processes that share an account.</summary>
/// <param name="Elapsed">The duration from the start of the first process.</param>
/// <param name="Observation">The requests to the authorization server.</param>
/// <param name="Workers">The report of each process.</param>
public sealed record RotationReport(TimeSpan Elapsed, Observation Observation, IReadOnlyList<WorkerReport> Workers)
{
    /// <summary>The minimum time between renewals: the lifetime of one second without the margin, which is a fifth of it.</summary>
    public static TimeSpan MinimumUse { get; } = TimeSpan.FromSeconds(0.8);

    /// <summary>Returns the maximum number of renewals: one at the start, and one after each interval.</summary>
    public int MaximumRenewals => GetMaximumRenewals(Elapsed);

    /// <summary>Gets the codes of failed calls and their counts.</summary>
    public IReadOnlyDictionary<string, int> Failures { get; } =
        Workers.SelectMany(worker => worker.Failures).GroupBy(failure => failure.Key)
            .ToDictionary(group => group.Key, group => group.Sum(failure => failure.Value));

    /// <summary>Gets the violations. Empty if the run succeeded.</summary>
    public IReadOnlyList<string> Violations { get; } =
    [
        .. Workers.SelectMany(worker => worker.Failures.Keys).Distinct().Select(code => $"calls failed with {code}"),
        .. Observation.Repeated > 0 ? [$"{Observation.Repeated} refresh tokens were used twice"] : Array.Empty<string>(),
        .. Observation.Refused > 0 ? [$"{Observation.Refused} refresh tokens were rejected"] : Array.Empty<string>(),
        .. Observation.Exchanged > GetMaximumRenewals(Elapsed)
            ? [$"{Observation.Exchanged} renewals exceed the maximum"]
            : Array.Empty<string>(),
        .. Observation.Exchanged < 2 ? ["no token was renewed"] : Array.Empty<string>(),
    ];

    /// <summary>Gets the number of token requests by callers.</summary>
    public long Calls => Workers.Sum(worker => worker.Calls);

    /// <summary>Gets the maximum duration of a call in milliseconds.</summary>
    public double MaximumWait => Workers.Max(worker => worker.MaximumWait);

    /// <summary>Returns the figures, one per line.</summary>
    public override string ToString() => $"""
        elapsed            {Elapsed.TotalSeconds:F1} s
        calls              {Calls}
        failed calls       {Failures.Values.Sum()}{string.Concat(Failures.Select(failure => $" {failure.Key}: {failure.Value}"))}
        renewals           {Observation.Exchanged} of at most {MaximumRenewals}
        used twice         {Observation.Repeated}
        rejected           {Observation.Refused}
        maximum wait       {MaximumWait:F0} ms
        per process        {string.Join(' ', Workers.Select(worker => $"{worker.MaximumWait:F0}"))} ms
        """;

    private static int GetMaximumRenewals(TimeSpan elapsed) => (int)(elapsed / MinimumUse) + 1;
}
