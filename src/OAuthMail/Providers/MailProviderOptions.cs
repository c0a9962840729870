namespace OAuthMail;

/// <summary>
/// A provider's facts while they are put together. Addresses may contain <c>{tenant}</c>, which an account's tenant replaces.
/// </summary>
public sealed class MailProviderOptions
{
    /// <summary>The name by which accounts refer to the provider, such as <c>Microsoft365</c>. Compared without regard to case.</summary>
    public string Id { get; set; } = "";

    /// <summary>The name for people.</summary>
    /// <value>The id by default.</value>
    public string? DisplayName { get; set; }

    /// <summary>The submission server, or null where there is none.</summary>
    public MailEndpoint? Smtp { get; set; }

    /// <summary>The IMAP server, or null where there is none.</summary>
    public MailEndpoint? Imap { get; set; }

    /// <summary>The POP3 server, or null where there is none.</summary>
    public MailEndpoint? Pop3 { get; set; }

    /// <summary>The mechanisms that the servers take, the best first.</summary>
    public IList<OAuthMechanism> Mechanisms { get; } = new List<OAuthMechanism>();

    /// <summary>Where a person signs in.</summary>
    public string? AuthorizationEndpoint { get; set; }

    /// <summary>Where tokens are requested.</summary>
    public string? TokenEndpoint { get; set; }

    /// <summary>Where a device gets its codes.</summary>
    public string? DeviceAuthorizationEndpoint { get; set; }

    /// <summary>Where tokens are revoked.</summary>
    public string? RevocationEndpoint { get; set; }

    /// <summary>The issuer, exactly as the server spells it.</summary>
    public string? Issuer { get; set; }

    /// <summary>Whether the server promises <c>iss</c> in its redirects (RFC 9207).</summary>
    public bool SendsIssuerInRedirects { get; set; }

    /// <summary>The grant type of a device's token request, where it is not RFC 8628's.</summary>
    public string? DeviceGrantType { get; set; }

    /// <summary>The tenant that is taken where an account names none; null where the provider has no tenants.</summary>
    public string? DefaultTenant { get; set; }

    /// <summary>The flows that give tokens for mail here.</summary>
    public IList<OAuthFlow> Flows { get; } = new List<OAuthFlow>();

    /// <summary>Why another flow does not, in a sentence for the one who tries it.</summary>
    public IDictionary<OAuthFlow, string> FlowsThatDoNotWork { get; } = new Dictionary<OAuthFlow, string>();

    /// <summary>The scope that a person's consent needs for each protocol.</summary>
    public IDictionary<MailProtocol, string> Scopes { get; } = new Dictionary<MailProtocol, string>();

    /// <summary>Further scopes of a person's consent, for a refresh token and for learning who signed in.</summary>
    public IList<string> CommonScopes { get; } = new List<string>();

    /// <summary>The scope that an application without a user asks for.</summary>
    public string? ApplicationScope { get; set; }

    /// <summary>
    /// Whether every scope carries its resource's full address and a token is for one resource only, as at Microsoft: a scope without an
    /// address is one of another resource there, and two resources in one request are refused.
    /// </summary>
    public bool ScopesNameOneResource { get; set; }

    /// <summary>Whether a secret has an id beside its value, which is a GUID as values never are, so that whoever configures the id can be told.</summary>
    public bool ClientSecretIdsAreGuids { get; set; }

    /// <summary>How long a refresh token lasts without being used.</summary>
    /// <value>Null by default: no limit is known.</value>
    public TimeSpan? RefreshTokenIdleLimit { get; set; }

    /// <summary>Parameters that every authorization request needs here.</summary>
    public IDictionary<string, string> AuthorizationParameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How the loopback interface is named in redirect addresses (RFC 8252 section 7.3).</summary>
    /// <value><c>127.0.0.1</c> by default; Microsoft ignores the port only for <c>localhost</c>.</value>
    public string LoopbackHost { get; set; } = "127.0.0.1";

    /// <summary>Whether a public client works, which has no secret.</summary>
    /// <value>True by default.</value>
    public bool AllowsPublicClients { get; set; } = true;

    /// <summary>Whether PKCE is understood (RFC 7636). It is always sent; this is for the documentation.</summary>
    /// <value>True by default.</value>
    public bool UnderstandsPkce { get; set; } = true;

    /// <summary>Whether a POP3 client must send AUTH and its response in two lines.</summary>
    public bool Pop3NeedsTwoLines { get; set; }

    /// <summary>Whether a delegate logs in to SMTP under its own name when it sends for a shared mailbox.</summary>
    public bool SmtpWantsDelegate { get; set; }

    /// <summary>How long a token must still last for a login to be accepted.</summary>
    /// <value>Zero by default: any token that has not ended.</value>
    public TimeSpan MinimumTokenLifetime { get; set; }

    /// <summary>How many SMTP connections a mailbox may have at once.</summary>
    /// <value>Null by default: no limit is known.</value>
    public int? SmtpConnectionLimit { get; set; }

    /// <summary>How many messages a minute a mailbox may send.</summary>
    /// <value>Null by default: no limit is known.</value>
    public int? MessagesPerMinuteLimit { get; set; }

    /// <summary>The audiences that a token for these servers may have, where tokens can be read; empty where they are opaque.</summary>
    public IList<string> TokenAudiences { get; } = new List<string>();

    /// <summary>The role that an application's token carries for each protocol, where that is known.</summary>
    public IDictionary<MailProtocol, string> ApplicationRoles { get; } = new Dictionary<MailProtocol, string>();

    /// <summary>Where the vendor explains how an application is registered.</summary>
    public string? RegistrationHelp { get; set; }

    internal MailProviderOptions Clone()
    {
        var clone = new MailProviderOptions
        {
            Id = Id,
            DisplayName = DisplayName,
            Smtp = Smtp,
            Imap = Imap,
            Pop3 = Pop3,
            AuthorizationEndpoint = AuthorizationEndpoint,
            TokenEndpoint = TokenEndpoint,
            DeviceAuthorizationEndpoint = DeviceAuthorizationEndpoint,
            RevocationEndpoint = RevocationEndpoint,
            Issuer = Issuer,
            SendsIssuerInRedirects = SendsIssuerInRedirects,
            DeviceGrantType = DeviceGrantType,
            DefaultTenant = DefaultTenant,
            ApplicationScope = ApplicationScope,
            ScopesNameOneResource = ScopesNameOneResource,
            ClientSecretIdsAreGuids = ClientSecretIdsAreGuids,
            RefreshTokenIdleLimit = RefreshTokenIdleLimit,
            LoopbackHost = LoopbackHost,
            AllowsPublicClients = AllowsPublicClients,
            UnderstandsPkce = UnderstandsPkce,
            Pop3NeedsTwoLines = Pop3NeedsTwoLines,
            SmtpWantsDelegate = SmtpWantsDelegate,
            MinimumTokenLifetime = MinimumTokenLifetime,
            SmtpConnectionLimit = SmtpConnectionLimit,
            MessagesPerMinuteLimit = MessagesPerMinuteLimit,
            RegistrationHelp = RegistrationHelp,
        };
        Copy(Mechanisms, clone.Mechanisms);
        Copy(Flows, clone.Flows);
        Copy(FlowsThatDoNotWork, clone.FlowsThatDoNotWork);
        Copy(Scopes, clone.Scopes);
        Copy(CommonScopes, clone.CommonScopes);
        Copy(AuthorizationParameters, clone.AuthorizationParameters);
        Copy(TokenAudiences, clone.TokenAudiences);
        Copy(ApplicationRoles, clone.ApplicationRoles);
        return clone;
    }

    private static void Copy<T>(IEnumerable<T> from, ICollection<T> to)
    {
        foreach (var item in from) to.Add(item);
    }
}
