namespace OAuthMail.Reliability.Runs;

/// <summary>How long answers were in memory alone.</summary>
/// <param name="Windows">The times, the shortest first.</param>
public sealed record WindowReport(IReadOnlyList<TimeSpan> Windows)
{
    /// <summary>The figures, a line each.</summary>
    public override string ToString() => $"""
        renewals      {Windows.Count}
        median        {At(0.5):F2} ms
        99th in 100   {At(0.99):F2} ms
        longest       {Windows[^1].TotalMilliseconds:F2} ms
        """;

    private double At(double part) => Windows[(int)(part * (Windows.Count - 1))].TotalMilliseconds;
}
