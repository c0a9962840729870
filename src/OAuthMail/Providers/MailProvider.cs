using OAuthMail.Configuration.Validation;
using OAuthMail.Providers;

namespace OAuthMail;

/// <summary>
/// Describes a mail provider: its mail servers, its authorization server, the scopes and the flows that work. It is immutable. Create
/// one for a provider that <see cref="MailProviders"/> does not contain.
/// </summary>
public sealed class MailProvider
{
    private readonly MailProviderOptions _options;
    private MailProvider? _graph;

    /// <summary>Creates a provider. Later changes to the options have no effect.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    /// <exception cref="MailConfigurationException">The options are incomplete or contradictory.</exception>
    public MailProvider(MailProviderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = new OptionErrors();
        var facts = MailProviderOptionsReader.Read(options, errors);
        errors.ThrowIfAny($"the provider {OptionText.Quote(options.Id ?? "")}");
        _options = facts!;
        Mechanisms = _options.Mechanisms.ToArray();
        Flows = _options.Flows.ToArray();
        TokenAudiences = _options.TokenAudiences.ToArray();
        AuthorizationParameters = new Dictionary<string, string>(_options.AuthorizationParameters, StringComparer.Ordinal);
    }

    /// <summary>Gets the name by which accounts refer to the provider.</summary>
    public string Id => _options.Id;

    /// <summary>Gets the name to show to users.</summary>
    public string DisplayName => _options.DisplayName ?? _options.Id;

    /// <summary>Gets the SASL mechanisms that the servers support, the preferred one first.</summary>
    public IReadOnlyList<OAuthMechanism> Mechanisms { get; }

    /// <summary>Gets the flows that acquire tokens for mail.</summary>
    public IReadOnlyList<OAuthFlow> Flows { get; }

    /// <summary>Gets the audiences that a token for these servers can have. Empty if they are unknown.</summary>
    public IReadOnlyList<string> TokenAudiences { get; }

    /// <summary>Gets the parameters that every authorization request needs.</summary>
    public IReadOnlyDictionary<string, string> AuthorizationParameters { get; }

    /// <summary>Gets whether endpoints depend on a tenant.</summary>
    public bool HasTenants => _options.DefaultTenant is not null;

    /// <summary>Gets the tenant of accounts that specify none, or <see langword="null"/> if there are no tenants.</summary>
    public string? DefaultTenant => _options.DefaultTenant;

    /// <summary>Gets the host name of the loopback interface in redirect URIs.</summary>
    public string LoopbackHost => _options.LoopbackHost;

    /// <summary>Gets whether a client without a secret is supported.</summary>
    public bool AllowsPublicClients => _options.AllowsPublicClients;

    /// <summary>Gets whether PKCE is supported.</summary>
    public bool UnderstandsPkce => _options.UnderstandsPkce;

    /// <summary>Gets whether a POP3 client must send AUTH and its response in two lines.</summary>
    public bool Pop3NeedsTwoLines => _options.Pop3NeedsTwoLines;

    /// <summary>Gets whether the SMTP server accepts a login message of any length on the line of the AUTH command.</summary>
    public bool SmtpTakesOneLine => _options.SmtpTakesOneLine;

    /// <summary>Gets whether a delegate who sends for a shared mailbox logs in to SMTP under their own name.</summary>
    public bool SmtpWantsDelegate => _options.SmtpWantsDelegate;

    /// <summary>Gets how long a token must still be valid for a login.</summary>
    public TimeSpan MinimumTokenLifetime => _options.MinimumTokenLifetime;

    /// <summary>
    /// Gets how many SMTP connections a mailbox may have at the same time, or <see langword="null"/> if no limit is known.
    /// </summary>
    public int? SmtpConnectionLimit => _options.SmtpConnectionLimit;

    /// <summary>Gets how many messages a mailbox may send per minute, or <see langword="null"/> if no limit is known.</summary>
    public int? MessagesPerMinuteLimit => _options.MessagesPerMinuteLimit;

    /// <summary>Gets the scope that an application without a user requests, or <see langword="null"/> if there is none.</summary>
    public string? ApplicationScope => _options.ApplicationScope;

    /// <summary>Gets whether every scope contains the full address of its resource, and a token is for one resource only.</summary>
    public bool ScopesNameOneResource => _options.ScopesNameOneResource;

    /// <summary>Gets whether client secrets have ids, which are GUIDs. The values of secrets are never GUIDs.</summary>
    public bool ClientSecretIdsAreGuids => _options.ClientSecretIdsAreGuids;

    /// <summary>Gets how long a refresh token is valid without being used, or <see langword="null"/> if no limit is known.</summary>
    public TimeSpan? RefreshTokenIdleLimit => _options.RefreshTokenIdleLimit;

    /// <summary>Gets the address of the vendor's guide to registering an application, or <see langword="null"/>.</summary>
    public string? RegistrationHelp => _options.RegistrationHelp;

    /// <summary>
    /// Gets the address of Microsoft Graph for the mailboxes of this provider, or <see langword="null"/> if accounts cannot use it.
    /// </summary>
    public string? Graph => _options.Graph;

    /// <summary>Returns the server for a protocol.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <returns>The server, or <see langword="null"/> if the provider has none.</returns>
    public MailEndpoint? GetEndpoint(MailProtocol protocol) => protocol switch
    {
        MailProtocol.Smtp => _options.Smtp,
        MailProtocol.Imap => _options.Imap,
        MailProtocol.Pop3 => _options.Pop3,
        _ => throw MailProtocols.Undefined(protocol, nameof(protocol)),
    };

    /// <summary>Returns why a flow acquires no token for mail.</summary>
    /// <param name="flow">The flow.</param>
    /// <returns>The reason as a sentence, or <see langword="null"/> if the flow works.</returns>
    public string? WhyNot(OAuthFlow flow)
    {
        if (_options.Flows.Contains(EnumArgument.Require(flow))) return null;
        return _options.FlowsThatDoNotWork.TryGetValue(flow, out var reason) ? reason : $"{DisplayName} doesn't support {flow} for mail.";
    }

    /// <summary>Returns the scopes to request.</summary>
    /// <param name="flow">The flow that acquires the token.</param>
    /// <param name="protocols">The protocols that the token is for. One consent covers all of them.</param>
    /// <returns>The distinct scopes.</returns>
    public IReadOnlyList<string> GetScopes(OAuthFlow flow, IEnumerable<MailProtocol> protocols)
    {
        ArgumentNullException.ThrowIfNull(protocols);
        if (EnumArgument.Require(flow).IsForApplication()) return _options.ApplicationScope is null ? [] : [_options.ApplicationScope];
        var scopes = protocols.Where(_options.Scopes.ContainsKey)
            .SelectMany(protocol => _options.Scopes[protocol].Split([' '], StringSplitOptions.RemoveEmptyEntries));

        // For an assertion that names the mailbox, servers issue neither a refresh token nor an ID token.
        if (flow != OAuthFlow.JwtBearer) scopes = scopes.Concat(_options.CommonScopes);
        return scopes.Distinct(StringComparer.Ordinal).ToArray();
    }

    /// <summary>Returns the permission that a token contains for a protocol, if the token can be read.</summary>
    /// <param name="flow">The flow that acquired the token.</param>
    /// <param name="protocol">The protocol.</param>
    /// <returns>A role for a token of an application, a scope for a token of a user, or <see langword="null"/> if it is unknown.</returns>
    public string? GetExpectedPermission(OAuthFlow flow, MailProtocol protocol)
    {
        var permissions = EnumArgument.Require(flow).IsForApplication() ? _options.ApplicationRoles : _options.Scopes;
        return permissions.TryGetValue(EnumArgument.Require(protocol), out var permission) ? permission : null;
    }

    /// <summary>Creates the description of the authorization server for a tenant.</summary>
    /// <param name="tenant">
    /// The tenant, or <see langword="null"/> for the default tenant. It is ignored if the provider has no tenants.
    /// </param>
    /// <returns>The description.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="tenant"/> is not a domain, a GUID, or one of the provider's common names.
    /// </exception>
    public AuthorizationServer CreateAuthorizationServer(string? tenant = null)
    {
        tenant ??= _options.DefaultTenant;
        if (tenant is not null && !IsTenant(tenant))
        {
            throw new ArgumentException($"{OptionText.Quote(tenant)} is neither a domain nor a GUID.", nameof(tenant));
        }

        return new AuthorizationServer(new Uri(EndpointAddress.Fill(_options.TokenEndpoint!, tenant)))
        {
            AuthorizationEndpoint = Address(_options.AuthorizationEndpoint, tenant),
            DeviceAuthorizationEndpoint = Address(_options.DeviceAuthorizationEndpoint, tenant),
            RevocationEndpoint = Address(_options.RevocationEndpoint, tenant),
            Issuer = _options.Issuer is null ? null : EndpointAddress.Fill(_options.Issuer, tenant),
            SendsIssuerInRedirects = _options.SendsIssuerInRedirects,
            DeviceGrantType = _options.DeviceGrantType ?? "urn:ietf:params:oauth:grant-type:device_code",
        };
    }

    /// <summary>Returns the id.</summary>
    /// <returns><see cref="Id"/>.</returns>
    public override string ToString() => Id;

    /// <summary>Creates the same provider with other mechanisms.</summary>
    internal MailProvider WithMechanisms(IEnumerable<OAuthMechanism> mechanisms)
    {
        var options = MailProviderOptionKeys.Table.Copy(_options);
        options.Mechanisms.Clear();
        foreach (var mechanism in mechanisms) options.Mechanisms.Add(mechanism);
        return new MailProvider(options) { IsGraph = IsGraph };
    }

    /// <summary>Gets a value that indicates whether the only server is Microsoft Graph.</summary>
    internal bool IsGraph { get; private init; }

    /// <summary>Returns the provider whose only server is Microsoft Graph.</summary>
    /// <param name="address">The server that the account specifies, or <see langword="null"/> for the provider's.</param>
    /// <returns>The provider, or <see langword="null"/> if neither specifies a server.</returns>
    internal MailProvider? ForGraph(Uri? address)
    {
        if (address is null && _options.Graph is null) return null;

        // 100,000 accounts of a provider share one object.
        if (address is null && _graph is not null) return _graph;
        var server = address ?? new Uri(_options.Graph!);
        var resource = (_options.Graph ?? server.GetLeftPart(UriPartial.Authority)).TrimEnd('/');
        var facts = GraphFacts.Describe(
            MailProviderOptionKeys.Table.Copy(_options), resource, new MailEndpoint(server.IdnHost, server.Port, TlsMode.Implicit));
        var graph = new MailProvider(facts) { IsGraph = true };
        if (address is null) _graph = graph;
        return graph;
    }

    /// <summary>
    /// Determines whether a text can be inserted as a tenant into an endpoint. Two dots alone would remove a segment of its path.
    /// </summary>
    internal static bool IsTenant(string tenant) =>
        tenant.Length is > 0 and <= 253
            && tenant.Split('.')
                .All(label => label.Length > 0
                    && label.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-'));

    private static Uri? Address(string? template, string? tenant) =>
        string.IsNullOrEmpty(template) ? null : new Uri(EndpointAddress.Fill(template!, tenant));
}
