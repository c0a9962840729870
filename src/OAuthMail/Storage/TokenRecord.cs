namespace OAuthMail.Storage;

/// <summary>
/// What is kept of one token between calls and between processes. A store keeps it as it is, members that it does not know
/// included (<see cref="Properties"/>), and never in clear unless its owner said so in as many words.
/// </summary>
public sealed class TokenRecord
{
    /// <summary>The access token, or null where only a refresh token or a pending sign-in is kept.</summary>
    public string? AccessToken { get; set; }

    /// <summary>When the access token was issued.</summary>
    public DateTimeOffset? IssuedAt { get; set; }

    /// <summary>When the access token ends.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>Whether the access token was fetched because a mail server had refused the one before.</summary>
    public bool AfterRefusal { get; set; }

    /// <summary>The refresh token, where the flow has one.</summary>
    public string? RefreshToken { get; set; }

    /// <summary>When the refresh token was last issued or used, which is what idle limits count from.</summary>
    public DateTimeOffset? RefreshedAt { get; set; }

    /// <summary>When a person last signed in for it.</summary>
    public DateTimeOffset? SignedInAt { get; set; }

    /// <summary>The scopes that were granted, separated by spaces, where the server said so.</summary>
    public string? Scope { get; set; }

    /// <summary>Who issued the identity that signed in (<c>iss</c>), where it is known.</summary>
    public string? Issuer { get; set; }

    /// <summary>The identity that signed in (<c>oid</c> or <c>sub</c>), where it is known. Another one later is a mistake.</summary>
    public string? Subject { get; set; }

    /// <summary>The name of who signed in, for people to read, where it is known.</summary>
    public string? UserName { get; set; }

    /// <summary>Whatever else a token source or a sign-in keeps: state between calls, a serialized cache. Values may be secrets.</summary>
    public IDictionary<string, string> Properties { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Copies the record, so that a change to the copy leaves the original alone.</summary>
    /// <returns>An independent copy.</returns>
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

    /// <summary>Says what is there, never the tokens themselves.</summary>
    /// <returns>A line that is safe to log.</returns>
    public override string ToString() =>
        $"TokenRecord (access token: {(AccessToken is null ? "none" : $"until {ExpiresAt:u}")}, refresh token: {(RefreshToken is null ? "none" : "kept")})";

    /// <summary>The members of the stored form that this version does not know, as raw JSON, written back unchanged.</summary>
    internal IReadOnlyDictionary<string, string>? UnknownMembers { get; set; }
}
