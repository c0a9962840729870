namespace OAuthMail.Reliability.Runs;

/// <summary>The times during which responses were only in memory.</summary>
/// <param name="Windows">The times in ascending order.</param>
public sealed record WindowReport(IReadOnlyList<TimeSpan> Windows)
{
    /// <summary>Returns the figures, one per line.</summary>
    public override string ToString() => $"""
        renewals      {Windows.Count}
        median        {At(0.5):F2} ms
        99th percent. {At(0.99):F2} ms
        maximum       {Windows[^1].TotalMilliseconds:F2} ms
        """;

    private double At(double part) => Windows[(int)(part * (Windows.Count - 1))].TotalMilliseconds;
}
