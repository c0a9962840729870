namespace OAuthMail.EntityFrameworkCore.Reliability.Workers;

/// <summary>The results of the threads of one process.</summary>
/// <param name="Calls">The number of calls.</param>
/// <param name="Waits">The calls that took longer than half a second, in milliseconds of the machine's monotonic clock.</param>
/// <param name="MaximumWait">The maximum duration of a call in milliseconds.</param>
/// <param name="Failures">The failed calls: the code, and when they ended.</param>
internal sealed record WorkerReport(
    long Calls, IReadOnlyList<Span> Waits, double MaximumWait, IReadOnlyList<Failure> Failures);

/// <summary>A period of the machine's monotonic clock, in milliseconds.</summary>
/// <param name="From">The start.</param>
/// <param name="To">The end.</param>
internal sealed record Span(double From, double To);

/// <summary>A failed call.</summary>
/// <param name="Code">The code of the problem.</param>
/// <param name="At">When it failed, in milliseconds of the machine's monotonic clock.</param>
internal sealed record Failure(string Code, double At);
