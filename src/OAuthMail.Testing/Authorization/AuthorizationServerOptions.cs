namespace OAuthMail.Testing;

/// <summary>How the authorization server behaves. What is null is chosen by the <see cref="Dialect"/>.</summary>
public sealed class AuthorizationServerOptions
{
    /// <summary>Whose manners it has.</summary>
    /// <value><see cref="AuthorizationDialect.Generic"/> by default.</value>
    public AuthorizationDialect Dialect { get; set; }

    /// <summary>The path of the issuer in the generic dialect, such as <c>/realms/mail</c>; RFC 8414 then inserts its well-known segment.</summary>
    /// <value>Empty by default.</value>
    public string IssuerPath { get; set; } = "";

    /// <summary>The tenant's id in the Entra dialect.</summary>
    /// <value>A fixed GUID by default.</value>
    public string TenantId { get; set; } = "3f0f5d1c-8a52-4c37-9a3e-5d0b1c2d3e4f";

    /// <summary>The tenant's domain, which the Entra dialect takes in the place of its id.</summary>
    /// <value><c>contoso.onmicrosoft.com</c> by default.</value>
    public string TenantDomain { get; set; } = "contoso.onmicrosoft.com";

    /// <summary>How long an access token lives.</summary>
    /// <value>One hour by default.</value>
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a refresh token lives from its issue.</summary>
    /// <value>90 days by default.</value>
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long an authorization code waits to be redeemed.</summary>
    /// <value>Ten minutes by default, the most that RFC 6749 section 4.1.2 recommends.</value>
    public TimeSpan AuthorizationCodeLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a device code waits for its user.</summary>
    /// <value>15 minutes by default.</value>
    public TimeSpan DeviceCodeLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The least time between two polls for a device code, in whole seconds; whoever polls faster is told to slow down.</summary>
    /// <value>Five seconds by default.</value>
    public TimeSpan DeviceCodeInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What happens to a refresh token when it is used.</summary>
    /// <value>By default: one-time in the generic dialect, rolling in Entra's, none in Google's.</value>
    public RefreshTokenRotation? RefreshTokenRotation { get; set; }

    /// <summary>How long a one-time refresh token may be presented again after its first use, for answers that were lost on the way.</summary>
    /// <value>Zero by default.</value>
    public TimeSpan RefreshTokenReuseGrace { get; set; }

    /// <summary>What access tokens look like.</summary>
    /// <value>By default: JSON Web Tokens, opaque in Google's dialect.</value>
    public AccessTokenFormat? AccessTokenFormat { get; set; }

    /// <summary>What tokens are signed with.</summary>
    /// <value>By default: ES256 in the generic dialect, RS256 in the others.</value>
    public TokenSigningAlgorithm? SigningAlgorithm { get; set; }

    /// <summary>Whether authorization responses name their issuer, RFC 9207, and the metadata says so.</summary>
    /// <value>By default: in the generic dialect only.</value>
    public bool? SendsIssuer { get; set; }

    /// <summary>The scopes that open every mail protocol in the generic dialect; <c>mail.smtp</c>, <c>mail.imap</c> and <c>mail.pop</c> open one each.</summary>
    /// <value><c>mail</c> (also what a request without a scope gets) and <c>urn:ietf:params:oauth:scope:mail</c> by default.</value>
    public ICollection<string> MailScopes { get; } = new List<string> { "mail", "urn:ietf:params:oauth:scope:mail" };

    /// <summary>
    /// Whether the authorization endpoint shows a page with Allow and Deny for a person with a browser, in the place of deciding
    /// at once by what the test has said.
    /// </summary>
    /// <value><see langword="false"/> by default.</value>
    public bool Interactive { get; set; }

    internal void Validate()
    {
        Positive(AccessTokenLifetime, nameof(AccessTokenLifetime));
        Positive(RefreshTokenLifetime, nameof(RefreshTokenLifetime));
        Positive(AuthorizationCodeLifetime, nameof(AuthorizationCodeLifetime));
        Positive(DeviceCodeLifetime, nameof(DeviceCodeLifetime));
        ArgumentOutOfRangeException.ThrowIfLessThan(DeviceCodeInterval, TimeSpan.Zero, nameof(DeviceCodeInterval));
        ArgumentOutOfRangeException.ThrowIfLessThan(RefreshTokenReuseGrace, TimeSpan.Zero, nameof(RefreshTokenReuseGrace));
        ArgumentException.ThrowIfNullOrEmpty(TenantId, nameof(TenantId));
        ArgumentException.ThrowIfNullOrEmpty(TenantDomain, nameof(TenantDomain));
        ArgumentNullException.ThrowIfNull(IssuerPath, nameof(IssuerPath));
        if (IssuerPath.Length > 0 && (!IssuerPath.StartsWith('/') || IssuerPath.EndsWith('/')))
            throw new ArgumentException("The path must begin with a slash and not end with one.", nameof(IssuerPath));
    }

    private static void Positive(TimeSpan value, string name) =>
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, name);
}
