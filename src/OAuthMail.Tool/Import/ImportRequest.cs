namespace OAuthMail.Tool.Import;

/// <summary>What the caller says about an import: the file, and values that the file lacks.</summary>
internal sealed record ImportRequest
{
    /// <summary>Gets the file, <c>-</c> for standard input, or <see langword="null"/> for the program's default.</summary>
    public string? File { get; init; }

    /// <summary>Gets the program's own configuration file, if its tokens are in another one.</summary>
    public string? SettingsFile { get; init; }

    /// <summary>Gets the file that email-oauth2-proxy keeps its tokens in, if it is not its configuration file.</summary>
    public string? CacheFile { get; init; }

    public string? Address { get; init; }

    public string? ClientId { get; init; }

    public string? ClientSecret { get; init; }

    public string? TenantId { get; init; }

    public string? Smtp { get; init; }

    public string? Imap { get; init; }

    public string? Pop3 { get; init; }

    /// <summary>Gets the function that returns the password with which the tokens of an account are encrypted.</summary>
    public Func<string, string?> GetPassword { get; init; } = static _ => null;
}
