namespace OAuthMail.Reliability.Workers;

/// <summary>What the threads of one process met with.</summary>
/// <param name="Calls">How often a token was asked for.</param>
/// <param name="Tokens">How many different ones came.</param>
/// <param name="MaximumWait">The longest that one call took, in milliseconds.</param>
/// <param name="Failures">The codes of the problems that calls ended with, and how often.</param>
public sealed record WorkerReport(long Calls, int Tokens, double MaximumWait, IReadOnlyDictionary<string, int> Failures);
