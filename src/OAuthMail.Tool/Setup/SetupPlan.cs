namespace OAuthMail.Tool.Setup;

/// <summary>What the user has answered: everything that an account needs.</summary>
internal sealed record SetupPlan
{
    /// <summary>Gets the provider, one of the library's or of the configuration file.</summary>
    public required MailProvider Provider { get; init; }

    public required OAuthFlow Flow { get; init; }

    public required string Address { get; init; }

    public string? TenantId { get; init; }

    public string? ClientId { get; init; }

    /// <summary>Gets the client secret, which is written to a file of its own.</summary>
    public string? ClientSecret { get; init; }

    public string? CertificateFile { get; init; }

    public string? CertificateKeyFile { get; init; }

    public string? ServiceAccountKeyFile { get; init; }
}
