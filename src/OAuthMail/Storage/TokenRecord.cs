namespace OAuthMail.Storage;

/// <summary>
/// The stored state of one token. A store keeps all members unchanged, including those of newer versions of the library, and encrypts
/// them unless the caller has explicitly allowed otherwise.
/// </summary>
public sealed class TokenRecord
{
    /// <summary>
    /// Gets or sets the access token, or <see langword="null"/> if the record contains only a refresh token or a pending sign-in.
    /// </summary>
    public string? AccessToken { get; set; }

    /// <summary>Gets or sets the time at which the access token was issued.</summary>
    public DateTimeOffset? IssuedAt { get; set; }

    /// <summary>Gets or sets the time at which the access token expires.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>Gets or sets whether the access token was acquired because a mail server rejected the previous one.</summary>
    public bool AfterRefusal { get; set; }

    /// <summary>Gets or sets the refresh token, or <see langword="null"/> if the flow has none.</summary>
    public string? RefreshToken { get; set; }

    /// <summary>Gets or sets the time at which the refresh token was last issued or used. Idle limits start at this time.</summary>
    public DateTimeOffset? RefreshedAt { get; set; }

    /// <summary>Gets or sets the time of the user's last sign-in.</summary>
    public DateTimeOffset? SignedInAt { get; set; }

    /// <summary>
    /// Gets or sets the granted scopes, separated by spaces, or <see langword="null"/> if the server did not return them.
    /// </summary>
    public string? Scope { get; set; }

    /// <summary>Gets or sets the issuer of the identity that signed in (<c>iss</c>), or <see langword="null"/> if unknown.</summary>
    public string? Issuer { get; set; }

    /// <summary>
    /// Gets or sets the identity that signed in (<c>oid</c> or <c>sub</c>), or <see langword="null"/> if unknown. A token of another
    /// identity is refused.
    /// </summary>
    public string? Subject { get; set; }

    /// <summary>Gets or sets the display name of the user who signed in, or <see langword="null"/> if unknown.</summary>
    public string? UserName { get; set; }

    /// <summary>
    /// Gets other values of a token source or a sign-in, such as state between calls or a serialized cache. The values may be secrets.
    /// </summary>
    public IDictionary<string, string> Properties { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Creates a copy that is independent of this record.</summary>
    /// <returns>The copy.</returns>
    public TokenRecord Clone()
    {
        var copy = new TokenRecord
        {
            AccessToken = AccessToken,
            IssuedAt = IssuedAt,
            ExpiresAt = ExpiresAt,
            AfterRefusal = AfterRefusal,
            RefreshToken = RefreshToken,
            RefreshedAt = RefreshedAt,
            SignedInAt = SignedInAt,
            Scope = Scope,
            Issuer = Issuer,
            Subject = Subject,
            UserName = UserName,
            UnknownMembers = UnknownMembers,
        };
        foreach (var property in Properties) copy.Properties[property.Key] = property.Value;
        return copy;
    }

    /// <summary>Returns which tokens the record contains, without the tokens.</summary>
    /// <returns>Text that is safe to log.</returns>
    public override string ToString() =>
        $"TokenRecord (access token: {(AccessToken is null ? "none" : $"expires at {ExpiresAt:u}")}, "
        + $"refresh token: {(RefreshToken is null ? "none" : "stored")})";

    /// <summary>Gets or sets JSON members that this version of the library does not know. They are written back unchanged.</summary>
    internal IReadOnlyDictionary<string, string>? UnknownMembers { get; set; }
}
