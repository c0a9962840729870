namespace OAuthMail;

/// <summary>
/// Specifies a mail provider: one of Microsoft's clouds by <see cref="Cloud"/>, or any other provider by its servers and endpoints.
/// Endpoints can contain <c>{tenant}</c>, which is replaced with the account's tenant.
/// </summary>
public sealed class MailProviderOptions
{
    /// <summary>Gets or sets the name by which accounts refer to the provider, such as <c>Microsoft365</c>. Case is ignored.</summary>
    /// <value>The default in <see cref="OAuthMailOptions.Providers"/> is the provider's name there. Otherwise it is required.</value>
    public string Id { get; set; } = "";

    /// <summary>Gets or sets the name to show to users.</summary>
    /// <value>The default is <see cref="Id"/>.</value>
    public string? DisplayName { get; set; }

    /// <summary>
    /// Gets or sets one of Microsoft's clouds. It defines all other options but <see cref="Id"/> and <see cref="DisplayName"/>, which
    /// must not be set then.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the other options define the provider.</value>
    public MicrosoftCloud? Cloud { get; set; }

    /// <summary>Gets or sets the submission server. In configuration: <c>host:port</c>.</summary>
    /// <value>The default is <see langword="null"/>: none. At least one of the three servers is required.</value>
    public MailEndpoint? Smtp { get; set; }

    /// <summary>Gets or sets the IMAP server. In configuration: <c>host:port</c>.</summary>
    /// <value>The default is <see langword="null"/>: none.</value>
    public MailEndpoint? Imap { get; set; }

    /// <summary>Gets or sets the POP3 server. In configuration: <c>host:port</c>.</summary>
    /// <value>The default is <see langword="null"/>: none.</value>
    public MailEndpoint? Pop3 { get; set; }

    /// <summary>Gets the SASL mechanisms that the servers support, the preferred one first. Required.</summary>
    public IList<OAuthMechanism> Mechanisms { get; } = new List<OAuthMechanism>();

    /// <summary>Gets or sets the authorization endpoint, where users sign in. Required for the flow AuthorizationCode.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? AuthorizationEndpoint { get; set; }

    /// <summary>Gets or sets the token endpoint. Required.</summary>
    public string? TokenEndpoint { get; set; }

    /// <summary>Gets or sets the device authorization endpoint. Required for the flow DeviceCode.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? DeviceAuthorizationEndpoint { get; set; }

    /// <summary>Gets or sets the revocation endpoint.</summary>
    /// <value>The default is <see langword="null"/>: tokens cannot be revoked.</value>
    public string? RevocationEndpoint { get; set; }

    /// <summary>Gets or sets the issuer, exactly as the server writes it.</summary>
    /// <value>The default is <see langword="null"/>: unknown.</value>
    public string? Issuer { get; set; }

    /// <summary>Gets or sets whether the server sends <c>iss</c> in every redirect (RFC 9207).</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool SendsIssuerInRedirects { get; set; }

    /// <summary>Gets or sets the grant type of token requests in the flow DeviceCode.</summary>
    /// <value>The default is the grant type of RFC 8628.</value>
    public string? DeviceGrantType { get; set; }

    /// <summary>Gets or sets the tenant of accounts that specify none.</summary>
    /// <value>The default is <see langword="null"/>: the provider has no tenants.</value>
    public string? DefaultTenant { get; set; }

    /// <summary>Gets the flows that acquire tokens for mail. Required.</summary>
    public IList<OAuthFlow> Flows { get; } = new List<OAuthFlow>();

    /// <summary>Gets the reasons why other flows do not work, as sentences for the user who configures one.</summary>
    public IDictionary<OAuthFlow, string> FlowsThatDoNotWork { get; } = new Dictionary<OAuthFlow, string>();

    /// <summary>Gets the scope that a user's consent needs for each protocol.</summary>
    public IDictionary<MailProtocol, string> Scopes { get; } = new Dictionary<MailProtocol, string>();

    /// <summary>Gets further scopes of a user's consent, such as for a refresh token and for the identity of the user.</summary>
    public IList<string> CommonScopes { get; } = new List<string>();

    /// <summary>Gets or sets the scope that an application without a user requests.</summary>
    /// <value>The default is <see langword="null"/>: none.</value>
    public string? ApplicationScope { get; set; }

    /// <summary>
    /// Gets or sets whether every scope contains the full address of its resource, and a token is for one resource only, as at
    /// Microsoft. There, a scope without an address belongs to another resource, and a request for two resources is rejected.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool ScopesNameOneResource { get; set; }

    /// <summary>
    /// Gets or sets whether client secrets have ids, which are GUIDs, and values, which never are. A GUID in the place of the value is
    /// then an error.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool ClientSecretIdsAreGuids { get; set; }

    /// <summary>Gets or sets how long a refresh token is valid without being used.</summary>
    /// <value>The default is <see langword="null"/>: no limit is known.</value>
    public TimeSpan? RefreshTokenIdleLimit { get; set; }

    /// <summary>Gets the parameters that every authorization request needs.</summary>
    public IDictionary<string, string> AuthorizationParameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets or sets the host name of the loopback interface in redirect URIs (RFC 8252 section 7.3).</summary>
    /// <value>The default is <c>127.0.0.1</c>. Microsoft ignores the port only for <c>localhost</c>.</value>
    public string LoopbackHost { get; set; } = "127.0.0.1";

    /// <summary>Gets or sets whether a public client, which has no secret, is supported.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool AllowsPublicClients { get; set; } = true;

    /// <summary>Gets or sets whether PKCE is supported (RFC 7636). It is used in any case; this is information.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool UnderstandsPkce { get; set; } = true;

    /// <summary>Gets or sets whether a POP3 client must send AUTH and its response in two lines.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Pop3NeedsTwoLines { get; set; }

    /// <summary>
    /// Gets or sets whether the SMTP server accepts a login message of any length on the line of the AUTH command. RFC 4954 section 4
    /// allows 512 octets. This saves a round trip.
    /// </summary>
    /// <value>The default is <see langword="false"/>: a longer message is sent on a line of its own.</value>
    public bool SmtpTakesOneLine { get; set; }

    /// <summary>Gets or sets whether a delegate who sends for a shared mailbox logs in to SMTP under their own name.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool SmtpWantsDelegate { get; set; }

    /// <summary>Gets or sets how long a token must still be valid for a login.</summary>
    /// <value>The default is zero: any token that has not expired.</value>
    public TimeSpan MinimumTokenLifetime { get; set; }

    /// <summary>Gets or sets how many SMTP connections a mailbox may have at the same time.</summary>
    /// <value>The default is <see langword="null"/>: no limit is known.</value>
    public int? SmtpConnectionLimit { get; set; }

    /// <summary>Gets or sets how many messages a mailbox may send per minute.</summary>
    /// <value>The default is <see langword="null"/>: no limit is known.</value>
    public int? MessagesPerMinuteLimit { get; set; }

    /// <summary>Gets the audiences that a token for these servers can have. Empty if tokens cannot be read.</summary>
    public IList<string> TokenAudiences { get; } = new List<string>();

    /// <summary>Gets the role that the token of an application contains for each protocol, if it is known.</summary>
    public IDictionary<MailProtocol, string> ApplicationRoles { get; } = new Dictionary<MailProtocol, string>();

    /// <summary>
    /// Gets or sets the address of Microsoft Graph for the mailboxes of this provider, such as <c>https://graph.microsoft.com</c>,
    /// without a path.
    /// </summary>
    /// <value>The default is <see langword="null"/>: accounts cannot use <see cref="MailTransport.Graph"/>.</value>
    public string? Graph { get; set; }

    /// <summary>Gets or sets the address of the vendor's guide to registering an application.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? RegistrationHelp { get; set; }
}
