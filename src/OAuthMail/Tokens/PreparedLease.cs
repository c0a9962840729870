using OAuthMail.Storage;

namespace OAuthMail.Tokens;

/// <summary>The result of <see cref="RenewalLease.AcquireAsync"/>.</summary>
/// <param name="Lease">The lease, which the caller must release, or <see langword="null"/> if the outcome is final.</param>
/// <param name="Outcome">The outcome so far: with a token that another process has stored, or a failure, it is final.</param>
internal sealed record PreparedLease(ITokenLease? Lease, RenewalOutcome Outcome);
