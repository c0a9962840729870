namespace OAuthMail;

/// <summary>A registration with an authorization server: which one, which flow, and how the application proves itself.</summary>
public class OAuthClientOptions
{
    /// <summary>The id of a known provider (<see cref="MailProviders"/>) or of one of one's own. Leave it out to name endpoints instead.</summary>
    public string? Provider { get; set; }

    /// <summary>How the first token is got.</summary>
    public OAuthFlow? Flow { get; set; }

    /// <summary>The tenant, where the provider has tenants: a domain, a GUID, or one of the provider's common names.</summary>
    public string? TenantId { get; set; }

    /// <summary>
    /// The application's id. For <see cref="OAuthFlow.ManagedIdentity"/> the client id or the resource id (<c>/subscriptions/…</c>) of an
    /// identity that was assigned by a user; left out for the system's own.
    /// </summary>
    public string? ClientId { get; set; }

    /// <summary>The application's secret. Prefer <see cref="ClientSecretFile"/> or a certificate.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>
    /// A file that holds the secret and nothing else but white space around it. A secret that was replaced there is used by the next token
    /// request, and after a refusal at once.
    /// </summary>
    public string? ClientSecretFile { get; set; }

    /// <summary>When the secret ends, as the registration shows it: a server says so only when it has happened.</summary>
    /// <value>Null by default: not known. Microsoft Entra's secrets last 24 months at most.</value>
    public DateTimeOffset? ClientSecretExpires { get; set; }

    /// <summary>Where the secret is sent.</summary>
    public ClientSecretPlacement ClientSecretPlacement { get; set; }

    /// <summary>The thumbprint of a certificate in the current user's or the machine's store.</summary>
    public string? CertificateThumbprint { get; set; }

    /// <summary>
    /// A certificate file: PFX, or PEM where the platform can read it. A certificate that was replaced there is used by the next token
    /// request, and after a refusal at once; while the new file cannot be read, the former one goes on as long as it lasts.
    /// </summary>
    public string? CertificateFile { get; set; }

    /// <summary>The PEM file of the certificate's key, where it is not in <see cref="CertificateFile"/>.</summary>
    public string? CertificateKeyFile { get; set; }

    /// <summary>The password of the PFX or of the encrypted PEM key.</summary>
    public string? CertificatePassword { get; set; }

    /// <summary>A file that holds that password and nothing else but white space around it.</summary>
    public string? CertificatePasswordFile { get; set; }

    /// <summary>The algorithm of client assertions: RS256, PS256 or ES256.</summary>
    /// <value>By default PS256 with an RSA key and ES256 with one on the curve P-256.</value>
    public string? CertificateAlgorithm { get; set; }

    /// <summary>
    /// Whether client assertions carry the certificate and its issuers (<c>x5c</c>, RFC 7515 section 4.1.6), for registrations that trust an
    /// issuer and a subject's name. Issuers are taken from the certificate's file and from the system's stores.
    /// </summary>
    /// <value>False by default.</value>
    public bool SendCertificateChain { get; set; }

    /// <summary>
    /// A file with a signed JWT that proves the application, kept fresh by the platform and read anew for every request: workload identity in
    /// Kubernetes, a build server's token.
    /// </summary>
    public string? FederatedTokenFile { get; set; }

    /// <summary>The JSON key file of a Google service account, for <see cref="OAuthFlow.JwtBearer"/>.</summary>
    public string? ServiceAccountKeyFile { get; set; }

    /// <summary>The person's password, for the flow that takes one. Prefer <see cref="PasswordFile"/>; prefer another flow to both.</summary>
    public string? Password { get; set; }

    /// <summary>A file that holds that password and nothing else but white space around it. It is read again for every request; another one is used at once.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>Where a person signs in, for a provider that is not known.</summary>
    public string? AuthorizationEndpoint { get; set; }

    /// <summary>Where tokens are requested, for a provider that is not known.</summary>
    public string? TokenEndpoint { get; set; }

    /// <summary>Where a device gets its codes, for a provider that is not known.</summary>
    public string? DeviceAuthorizationEndpoint { get; set; }

    /// <summary>Where tokens are revoked, for a provider that is not known.</summary>
    public string? RevocationEndpoint { get; set; }

    /// <summary>The issuer, for a provider that is not known. Redirects that carry <c>iss</c> must carry this one (RFC 9207).</summary>
    public string? Issuer { get; set; }

    /// <summary>Whether the server promises <c>iss</c> in its redirects (RFC 9207), so that one without it is refused.</summary>
    public bool SendsIssuerInRedirects { get; set; }

    /// <summary>The scopes, separated by spaces, in place of the provider's.</summary>
    public string? Scope { get; set; }

    /// <summary>The mechanisms, the best first, in place of the provider's.</summary>
    public IList<OAuthMechanism> Mechanisms { get; } = new List<OAuthMechanism>();

    /// <summary>The redirect address that is registered, where it is not a loopback address with any port.</summary>
    public string? RedirectUri { get; set; }

    /// <summary>Parameters to add to authorization requests.</summary>
    public IDictionary<string, string> AuthorizationParameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Parameters to add to token requests.</summary>
    public IDictionary<string, string> TokenParameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Takes over the endpoints that discovery has found (<see cref="AuthorizationServerDiscovery"/>).</summary>
    /// <param name="server">The server's description.</param>
    /// <exception cref="ArgumentNullException"><paramref name="server"/> is null.</exception>
    public void UseServer(AuthorizationServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        Issuer = server.Issuer;
        SendsIssuerInRedirects = server.SendsIssuerInRedirects;
        TokenEndpoint = server.TokenEndpoint.AbsoluteUri;
        AuthorizationEndpoint = server.AuthorizationEndpoint?.AbsoluteUri;
        DeviceAuthorizationEndpoint = server.DeviceAuthorizationEndpoint?.AbsoluteUri;
        RevocationEndpoint = server.RevocationEndpoint?.AbsoluteUri;
    }
}
