namespace OAuthMail.Reliability.Workers;

/// <summary>The results of the threads of one process.</summary>
/// <param name="Calls">The number of calls.</param>
/// <param name="Tokens">The number of different tokens.</param>
/// <param name="MaximumWait">The maximum duration of a call in milliseconds.</param>
/// <param name="Failures">The problem codes of failed calls and their counts.</param>
public sealed record WorkerReport(long Calls, int Tokens, double MaximumWait, IReadOnlyDictionary<string, int> Failures);
