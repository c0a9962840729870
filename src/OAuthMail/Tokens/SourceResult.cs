namespace OAuthMail.Tokens;

/// <summary>The result of a request to a token source: a grant or a failure.</summary>
/// <param name="Grant">The grant, or <see langword="null"/> if the request failed.</param>
/// <param name="Failure">The failure, or <see langword="null"/> if the request succeeded.</param>
/// <param name="CredentialState">The fingerprint of the credential before the request, or <see langword="null"/> if unavailable.</param>
/// <param name="HasMarks">
/// Whether <see cref="TokenSourceContext.Marks"/> is complete: the source itself reported the failure. A source that timed out may still be
/// running.
/// </param>
internal sealed record SourceResult(
    TokenGrant? Grant, OAuthMailException? Failure, string? CredentialState, bool HasMarks = false);
