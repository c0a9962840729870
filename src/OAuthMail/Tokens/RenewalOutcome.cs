namespace OAuthMail.Tokens;

/// <summary>
/// The result of a renewal. The cache entry applies it in one step. A token and a failure can occur together: the renewal failed, but the
/// store has a token that is still usable.
/// </summary>
internal sealed record RenewalOutcome
{
    /// <summary>Gets the token to hand out, or <see langword="null"/> if the entry keeps its token.</summary>
    public CachedToken? Token { get; init; }

    /// <summary>
    /// Gets the entry's generation when the record was read. If the entry has another generation by now, the record has been replaced, and
    /// <see cref="Token"/> is discarded.
    /// </summary>
    public int Generation { get; init; }

    /// <summary>
    /// Gets whether the source returned a new refresh token or another new secret, or <see langword="null"/> if the source returned no
    /// token for the store.
    /// </summary>
    public bool? Rotated { get; init; }

    /// <summary>Gets the failure, or <see langword="null"/> if the renewal succeeded.</summary>
    public OAuthMailException? Failure { get; init; }

    /// <summary>
    /// Gets the version of the record that the renewal saw last. A remembered failure is dropped when the version changes.
    /// </summary>
    public string? RecordVersion { get; init; }

    /// <summary>
    /// Gets the fingerprint of the credential before the source was called, or <see langword="null"/> if it is unavailable or the source
    /// was not called. A remembered failure no longer blocks requests when the credential changes.
    /// </summary>
    public string? CredentialState { get; init; }
}
