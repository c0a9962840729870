using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Import;

/// <summary>What a file of another program says about one account.</summary>
internal sealed record ImportedAccount
{
    public string? Address { get; init; }

    public OAuthFlow Flow { get; init; } = OAuthFlow.AuthorizationCode;

    public string? ClientId { get; init; }

    public string? ClientSecret { get; init; }

    public string? CertificateFile { get; init; }

    public string? CertificateKeyFile { get; init; }

    /// <summary>Gets the key file of a Google service account. The account refers to it where it is.</summary>
    public string? ServiceAccountKeyFile { get; init; }

    public string? AuthorizationEndpoint { get; init; }

    public string? TokenEndpoint { get; init; }

    public string? DeviceAuthorizationEndpoint { get; init; }

    public string? RedirectUri { get; init; }

    /// <summary>Gets the tenant, if it is not in the token endpoint.</summary>
    public string? TenantId { get; init; }

    /// <summary>Gets the scopes, separated by spaces; <see langword="null"/> for those of the provider.</summary>
    public string? Scope { get; init; }

    public string? Smtp { get; init; }

    public string? Imap { get; init; }

    public string? Pop3 { get; init; }

    /// <summary>Gets the refresh token, or <see langword="null"/> if the user must sign in.</summary>
    public string? RefreshToken { get; init; }

    /// <summary>Gets why the account cannot be imported, or <see langword="null"/>.</summary>
    public string? Obstacle { get; init; }

    /// <summary>Gets a value that indicates whether a user signs in for the account.</summary>
    public bool HasSignIn => Flow is OAuthFlow.AuthorizationCode or OAuthFlow.DeviceCode;

    /// <summary>Returns the address, which every account must have.</summary>
    public string RequireAddress() => string.IsNullOrWhiteSpace(Address)
        ? throw new UsageException("The file does not contain the address of the mailbox. Name it with --address.")
        : Address;
}
