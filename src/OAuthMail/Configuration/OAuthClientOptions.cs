namespace OAuthMail;

/// <summary>Specifies a client registration: the authorization server, the flow, and how the application authenticates.</summary>
public class OAuthClientOptions
{
    /// <summary>
    /// Gets or sets the id of a known provider (<see cref="MailProviders"/>) or of one in <see cref="OAuthMailOptions.Providers"/>.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: the endpoints define the provider, and <see cref="TokenEndpoint"/> is required.
    /// </value>
    public string? Provider { get; set; }

    /// <summary>Gets or sets the OAuth 2.0 grant that acquires the first token. Required.</summary>
    public OAuthFlow? Flow { get; set; }

    /// <summary>Gets or sets the tenant, if the provider has tenants: a domain, a GUID, or one of the provider's common names.</summary>
    /// <value>The default is the tenant in the path of <see cref="TokenEndpoint"/>, or the provider's default tenant.</value>
    public string? TenantId { get; set; }

    /// <summary>
    /// Gets or sets the client id of the application. For <see cref="OAuthFlow.ManagedIdentity"/> it is the client id or the resource id
    /// (<c>/subscriptions/…</c>) of a user-assigned identity, or unset for the system-assigned identity.
    /// </summary>
    public string? ClientId { get; set; }

    /// <summary>Gets or sets the client secret. Prefer <see cref="ClientSecretFile"/> or a certificate.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? ClientSecret { get; set; }

    /// <summary>
    /// Gets or sets the path of a file that contains only the client secret. White space around it is ignored. If the file changes, the
    /// next token request uses the new secret; after a rejection that request follows at once.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? ClientSecretFile { get; set; }

    /// <summary>
    /// Gets or sets when the client secret expires, as the registration shows it. Servers report it only after it has happened, so this
    /// is how <see cref="CredentialExpirationReader"/> knows it.
    /// </summary>
    /// <value>The default is <see langword="null"/>: unknown. Secrets in Microsoft Entra ID are valid for at most 24 months.</value>
    public DateTimeOffset? ClientSecretExpires { get; set; }

    /// <summary>Gets or sets where token requests carry the client secret.</summary>
    /// <value>The default is <see cref="ClientSecretPlacement.Form"/>.</value>
    public ClientSecretPlacement ClientSecretPlacement { get; set; }

    /// <summary>Gets or sets the certificate that signs client assertions.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public CertificateOptions? Certificate { get; set; }

    /// <summary>Gets or sets the algorithm of client assertions: RS256, PS256 or ES256.</summary>
    /// <value>The default is PS256 for an RSA key and ES256 for a key on the curve P-256.</value>
    public string? CertificateAlgorithm { get; set; }

    /// <summary>
    /// Gets or sets whether client assertions carry the certificate and its issuers (<c>x5c</c>, RFC 7515 section 4.1.6), for
    /// registrations that trust an issuer and a subject name. Issuers are taken from the certificate file and from the system's stores.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool SendCertificateChain { get; set; }

    /// <summary>
    /// Gets or sets the path of a file with a signed JWT that authenticates the application, such as a workload identity token in
    /// Kubernetes.
    /// The platform replaces the file before the JWT expires. It is read for every request.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? FederatedTokenFile { get; set; }

    /// <summary>Gets or sets the path of the JSON key file of a Google service account, for <see cref="OAuthFlow.JwtBearer"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? ServiceAccountKeyFile { get; set; }

    /// <summary>
    /// Gets or sets the user's password, for the flow <c>Password</c>. Prefer <see cref="PasswordFile"/>, or another flow.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? Password { get; set; }

    /// <summary>
    /// Gets or sets the path of a file that contains only the user's password. White space around it is ignored. The file is read for every
    /// request.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? PasswordFile { get; set; }

    /// <summary>Gets or sets the authorization endpoint, where users sign in. <c>{tenant}</c> is replaced with the tenant.</summary>
    /// <value>The default is the provider's endpoint.</value>
    public string? AuthorizationEndpoint { get; set; }

    /// <summary>Gets or sets the token endpoint. <c>{tenant}</c> is replaced with the tenant.</summary>
    /// <value>The default is the provider's endpoint.</value>
    public string? TokenEndpoint { get; set; }

    /// <summary>Gets or sets the device authorization endpoint. <c>{tenant}</c> is replaced with the tenant.</summary>
    /// <value>The default is the provider's endpoint.</value>
    public string? DeviceAuthorizationEndpoint { get; set; }

    /// <summary>Gets or sets the revocation endpoint. <c>{tenant}</c> is replaced with the tenant.</summary>
    /// <value>The default is the provider's endpoint.</value>
    public string? RevocationEndpoint { get; set; }

    /// <summary>Gets or sets the issuer. Redirects that carry <c>iss</c> must carry this value (RFC 9207).</summary>
    /// <value>The default is the provider's issuer.</value>
    public string? Issuer { get; set; }

    /// <summary>
    /// Gets or sets whether the server sends <c>iss</c> in every redirect (RFC 9207). Redirects without it are then rejected.
    /// </summary>
    /// <value>The default is the provider's setting.</value>
    public bool SendsIssuerInRedirects { get; set; }

    /// <summary>Gets or sets the audience of client assertions (RFC 7523 section 3).</summary>
    /// <value>
    /// The default is <see langword="null"/>: the address of the token endpoint. Some servers require their issuer instead.
    /// </value>
    public string? AssertionAudience { get; set; }

    /// <summary>Gets or sets the scopes to request, separated by spaces.</summary>
    /// <value>The default is the provider's scopes.</value>
    public string? Scope { get; set; }

    /// <summary>Gets the SASL mechanisms to use, the preferred one first.</summary>
    /// <value>The default is empty: the provider's mechanisms.</value>
    public IList<OAuthMechanism> Mechanisms { get; } = new List<OAuthMechanism>();

    /// <summary>Gets or sets the registered redirect URI.</summary>
    /// <value>The default is <see langword="null"/>: a loopback address with any port.</value>
    public string? RedirectUri { get; set; }

    /// <summary>Gets parameters to add to authorization requests.</summary>
    public IDictionary<string, string> AuthorizationParameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets parameters to add to token requests.</summary>
    public IDictionary<string, string> TokenParameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Sets the issuer, the endpoints and the assertion audience to those of a discovered server
    /// (<see cref="AuthorizationServerDiscovery"/>). If the server does not support <see cref="ClientSecretPlacement.Form"/> or the default
    /// algorithm of client assertions, what it supports is used instead of these defaults.
    /// </summary>
    /// <param name="server">The server.</param>
    /// <exception cref="ArgumentNullException"><paramref name="server"/> is <see langword="null"/>.</exception>
    public void UseServer(AuthorizationServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        Issuer = server.Issuer;
        SendsIssuerInRedirects = server.SendsIssuerInRedirects;
        TokenEndpoint = server.TokenEndpoint.AbsoluteUri;
        AuthorizationEndpoint = server.AuthorizationEndpoint?.AbsoluteUri;
        DeviceAuthorizationEndpoint = server.DeviceAuthorizationEndpoint?.AbsoluteUri;
        RevocationEndpoint = server.RevocationEndpoint?.AbsoluteUri;
        AssertionAudience = server.AssertionAudience;
        DiscoveredServer = server;
    }

    /// <summary>
    /// Gets the discovered server, or <see langword="null"/> if there is none or another token endpoint was configured since.
    /// </summary>
    internal AuthorizationServer? CurrentServer =>
        DiscoveredServer is { } server && server.TokenEndpoint.AbsoluteUri == TokenEndpoint ? server : null;

    /// <summary>Gets or sets the server of <see cref="UseServer"/>, whose supported methods replace defaults.</summary>
    internal AuthorizationServer? DiscoveredServer { get; set; }
}
