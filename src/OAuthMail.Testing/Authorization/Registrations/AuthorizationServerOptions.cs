namespace OAuthMail.Testing;

/// <summary>
/// Specifies the behavior of the authorization server. The <see cref="Dialect"/> determines the value of options that
/// are <see langword="null"/>.
/// </summary>
public sealed class AuthorizationServerOptions
{
    /// <summary>Gets or sets which authorization server is emulated.</summary>
    /// <value>The default is <see cref="AuthorizationDialect.Generic"/>.</value>
    public AuthorizationDialect Dialect { get; set; }

    /// <summary>Gets or sets the port, or 0 for a free port.</summary>
    /// <value>The default is 0.</value>
    public int Port { get; set; }

    /// <summary>
    /// Gets or sets the path of the issuer in the generic dialect, such as <c>/realms/mail</c>. RFC 8414 inserts its
    /// well-known segment before it.
    /// </summary>
    /// <value>The default is an empty string.</value>
    public string IssuerPath { get; set; } = "";

    /// <summary>Gets or sets the tenant ID in the Entra dialect.</summary>
    /// <value>The default is a fixed GUID.</value>
    public string TenantId { get; set; } = "3f0f5d1c-8a52-4c37-9a3e-5d0b1c2d3e4f";

    /// <summary>Gets or sets the tenant domain, which the Entra dialect accepts instead of the tenant ID.</summary>
    /// <value>The default is <c>contoso.onmicrosoft.com</c>.</value>
    public string TenantDomain { get; set; } = "contoso.onmicrosoft.com";

    /// <summary>Gets or sets the lifetime of access tokens.</summary>
    /// <value>The default is one hour.</value>
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Gets or sets the lifetime of refresh tokens.</summary>
    /// <value>The default is 90 days.</value>
    public TimeSpan RefreshTokenLifetime { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Gets or sets the lifetime of authorization codes.</summary>
    /// <value>The default is 10 minutes, the maximum that RFC 6749 section 4.1.2 recommends.</value>
    public TimeSpan AuthorizationCodeLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets or sets the lifetime of device codes.</summary>
    /// <value>The default is 15 minutes.</value>
    public TimeSpan DeviceCodeLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Gets or sets the minimum interval between two polls for a device code, in whole seconds. A client that polls
    /// more often receives <c>slow_down</c>.
    /// </summary>
    /// <value>The default is five seconds.</value>
    public TimeSpan DeviceCodeInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets what happens to a refresh token when it is used.</summary>
    /// <value>
    /// The default depends on the dialect: one-time in the generic dialect, rolling in the Entra dialect, none in the
    /// Google dialect.
    /// </value>
    public RefreshTokenRotation? RefreshTokenRotation { get; set; }

    /// <summary>
    /// Gets or sets how long a one-time refresh token is accepted again after its first use, for responses that were
    /// lost.
    /// </summary>
    /// <value>The default is zero.</value>
    public TimeSpan RefreshTokenReuseGrace { get; set; }

    /// <summary>Gets or sets the format of access tokens.</summary>
    /// <value>The default depends on the dialect: opaque in the Google dialect, JSON Web Tokens in the others.</value>
    public AccessTokenFormat? AccessTokenFormat { get; set; }

    /// <summary>Gets or sets the algorithm that signs tokens.</summary>
    /// <value>The default depends on the dialect: ES256 in the generic dialect, RS256 in the others.</value>
    public TokenSigningAlgorithm? SigningAlgorithm { get; set; }

    /// <summary>Gets or sets whether authorization responses and the metadata contain the issuer (RFC 9207).</summary>
    /// <value>
    /// The default depends on the dialect: <see langword="true"/> in the generic dialect, <see langword="false"/> in
    /// the others.
    /// </value>
    public bool? SendsIssuer { get; set; }

    /// <summary>
    /// Gets the scopes that allow all mail protocols in the generic dialect. <c>mail.smtp</c>, <c>mail.imap</c> and
    /// <c>mail.pop</c> allow one protocol each.
    /// </summary>
    /// <value>
    /// The default is <c>mail</c>, which is also granted to a request without a scope, and
    /// <c>urn:ietf:params:oauth:scope:mail</c>.
    /// </value>
    public ICollection<string> MailScopes { get; } = new List<string> { "mail", "urn:ietf:params:oauth:scope:mail" };

    /// <summary>
    /// Gets or sets whether the authorization endpoint shows a page with Allow and Deny buttons. If
    /// <see langword="false"/>, it responds at once as the test has specified.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
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
        {
            throw new ArgumentException(
                $"The issuer path must start with '/' and must not end with '/'. The value is '{IssuerPath}'.", nameof(IssuerPath));
        }
    }

    private static void Positive(TimeSpan value, string name) =>
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, name);
}
