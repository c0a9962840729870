namespace OAuthMail;

/// <summary>What the token store contains for an account, without the tokens.</summary>
public sealed class MailAccountTokenState
{
    /// <summary>Gets or sets the name of the user who signed in.</summary>
    /// <value>The default is <see langword="null"/>: an application, or the server named no user.</value>
    public string? UserName { get; set; }

    /// <summary>Gets or sets when the user last signed in, in UTC.</summary>
    /// <value>The default is <see langword="null"/>: no user signs in, or none has.</value>
    public DateTimeOffset? SignedInAt { get; set; }

    /// <summary>Gets or sets why the last sign-in was necessary.</summary>
    /// <value>The default is <see langword="null"/>: the previous sign-in was still valid, or the reason is unknown.</value>
    public Problem? SignInReason { get; set; }

    /// <summary>Gets or sets when the refresh token was last issued or used, in UTC. Idle limits start at this time.</summary>
    /// <value>The default is <see langword="null"/>: there is no refresh token.</value>
    public DateTimeOffset? RefreshTokenUsedAt { get; set; }

    /// <summary>Gets or sets when the refresh token expires, in UTC, if the server has announced it.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public DateTimeOffset? RefreshTokenExpiresAt { get; set; }

    /// <summary>Gets or sets when the access token was issued, in UTC: the last renewal.</summary>
    /// <value>The default is <see langword="null"/>: none is stored.</value>
    public DateTimeOffset? RenewedAt { get; set; }

    /// <summary>Gets or sets when the access token expires, in UTC.</summary>
    /// <value>The default is <see langword="null"/>: none is stored.</value>
    public DateTimeOffset? AccessTokenExpiresAt { get; set; }
}
