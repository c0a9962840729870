using OAuthMail.Providers;

namespace OAuthMail;

/// <summary>
/// What is known about a mail provider: its servers, its authorization server, the scopes and the flows that work. Pure data;
/// make one of your own for a provider that <see cref="MailProviders"/> does not have.
/// </summary>
public sealed class MailProvider
{
    private readonly MailProviderOptions _options;

    /// <summary>Checks and takes a provider's facts. Later changes to the options change nothing.</summary>
    /// <param name="options">The facts.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="MailConfigurationException">The facts are incomplete or contradict each other.</exception>
    public MailProvider(MailProviderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        MailProviderValidation.ThrowIfInvalid(options);
        _options = options.Clone();
        Mechanisms = options.Mechanisms.ToArray();
        Flows = options.Flows.ToArray();
        TokenAudiences = options.TokenAudiences.ToArray();
        AuthorizationParameters = new Dictionary<string, string>(options.AuthorizationParameters, StringComparer.Ordinal);
    }

    /// <summary>The name by which accounts refer to the provider.</summary>
    public string Id => _options.Id;

    /// <summary>The name for people.</summary>
    public string DisplayName => _options.DisplayName ?? _options.Id;

    /// <summary>The mechanisms that the servers take, the best first.</summary>
    public IReadOnlyList<OAuthMechanism> Mechanisms { get; }

    /// <summary>The flows that give tokens for mail here.</summary>
    public IReadOnlyList<OAuthFlow> Flows { get; }

    /// <summary>The audiences that a token for these servers may have; empty where nothing is known.</summary>
    public IReadOnlyList<string> TokenAudiences { get; }

    /// <summary>Parameters that every authorization request needs here.</summary>
    public IReadOnlyDictionary<string, string> AuthorizationParameters { get; }

    /// <summary>Whether addresses depend on a tenant.</summary>
    public bool HasTenants => _options.DefaultTenant is not null;

    /// <summary>The tenant that is taken where an account names none.</summary>
    public string? DefaultTenant => _options.DefaultTenant;

    /// <summary>How the loopback interface is named in redirect addresses.</summary>
    public string LoopbackHost => _options.LoopbackHost;

    /// <summary>Whether a client without a secret works.</summary>
    public bool AllowsPublicClients => _options.AllowsPublicClients;

    /// <summary>Whether PKCE is understood.</summary>
    public bool UnderstandsPkce => _options.UnderstandsPkce;

    /// <summary>Whether a POP3 client must send AUTH and its response in two lines.</summary>
    public bool Pop3NeedsTwoLines => _options.Pop3NeedsTwoLines;

    /// <summary>Whether a delegate logs in to SMTP under its own name when it sends for a shared mailbox.</summary>
    public bool SmtpWantsDelegate => _options.SmtpWantsDelegate;

    /// <summary>How long a token must still last for a login to be accepted.</summary>
    public TimeSpan MinimumTokenLifetime => _options.MinimumTokenLifetime;

    /// <summary>How many SMTP connections a mailbox may have at once; null where no limit is known.</summary>
    public int? SmtpConnectionLimit => _options.SmtpConnectionLimit;

    /// <summary>How many messages a minute a mailbox may send; null where no limit is known.</summary>
    public int? MessagesPerMinuteLimit => _options.MessagesPerMinuteLimit;

    /// <summary>The scope that an application without a user asks for, or null.</summary>
    public string? ApplicationScope => _options.ApplicationScope;

    /// <summary>Whether every scope carries its resource's full address, and a token is for one resource only.</summary>
    public bool ScopesNameOneResource => _options.ScopesNameOneResource;

    /// <summary>Whether a secret has an id beside its value, which is a GUID as values never are.</summary>
    public bool ClientSecretIdsAreGuids => _options.ClientSecretIdsAreGuids;

    /// <summary>How long a refresh token lasts without being used; null where no limit is known.</summary>
    public TimeSpan? RefreshTokenIdleLimit => _options.RefreshTokenIdleLimit;

    /// <summary>Where the vendor explains how an application is registered, or null.</summary>
    public string? RegistrationHelp => _options.RegistrationHelp;

    /// <summary>The server for a protocol.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <returns>The server; null where the provider has none.</returns>
    public MailEndpoint? GetEndpoint(MailProtocol protocol) => protocol switch
    {
        MailProtocol.Smtp => _options.Smtp,
        MailProtocol.Imap => _options.Imap,
        MailProtocol.Pop3 => _options.Pop3,
        _ => null,
    };

    /// <summary>Tells why a flow gives no token for mail here.</summary>
    /// <param name="flow">The flow.</param>
    /// <returns>The reason, as a sentence; null if the flow works.</returns>
    public string? WhyNot(OAuthFlow flow)
    {
        if (_options.Flows.Contains(flow)) return null;
        return _options.FlowsThatDoNotWork.TryGetValue(flow, out var reason) ? reason : $"{DisplayName} is not known to offer {flow} for mail.";
    }

    /// <summary>The scopes to ask for.</summary>
    /// <param name="flow">How the token is got.</param>
    /// <param name="protocols">What it is for; one consent covers them all.</param>
    /// <returns>The scopes, without repetitions.</returns>
    public IReadOnlyList<string> GetScopes(OAuthFlow flow, IEnumerable<MailProtocol> protocols)
    {
        ArgumentNullException.ThrowIfNull(protocols);
        if (flow.IsForApplication()) return _options.ApplicationScope is null ? [] : [_options.ApplicationScope];
        var scopes = protocols.Where(_options.Scopes.ContainsKey).SelectMany(protocol => _options.Scopes[protocol].Split([' '], StringSplitOptions.RemoveEmptyEntries));

        // An application that names the mailbox in an assertion gets neither a refresh token nor an identity.
        if (flow != OAuthFlow.JwtBearer) scopes = scopes.Concat(_options.CommonScopes);
        return scopes.Distinct(StringComparer.Ordinal).ToArray();
    }

    /// <summary>The permission that a readable token should show for a protocol.</summary>
    /// <param name="flow">How the token was got.</param>
    /// <param name="protocol">The protocol.</param>
    /// <returns>A role for an application's token, a scope for a person's; null where nothing is known.</returns>
    public string? GetExpectedPermission(OAuthFlow flow, MailProtocol protocol)
    {
        var permissions = flow.IsForApplication() ? _options.ApplicationRoles : _options.Scopes;
        return permissions.TryGetValue(protocol, out var permission) ? permission : null;
    }

    /// <summary>Makes the authorization server's description for one tenant.</summary>
    /// <param name="tenant">The tenant; null for the default one. Ignored where there are no tenants.</param>
    /// <returns>The description.</returns>
    /// <exception cref="ArgumentException"><paramref name="tenant"/> is not a domain, a GUID, or one of the provider's common names.</exception>
    public AuthorizationServer CreateAuthorizationServer(string? tenant = null)
    {
        tenant ??= _options.DefaultTenant;
        if (tenant is not null && !IsTenant(tenant)) throw new ArgumentException($"'{tenant}' is neither a domain nor a GUID.", nameof(tenant));
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

    /// <summary>The id.</summary>
    /// <returns><see cref="Id"/>.</returns>
    public override string ToString() => Id;

    /// <summary>The same provider with other mechanisms.</summary>
    internal MailProvider WithMechanisms(IEnumerable<OAuthMechanism> mechanisms)
    {
        var options = _options.Clone();
        options.Mechanisms.Clear();
        foreach (var mechanism in mechanisms) options.Mechanisms.Add(mechanism);
        return new MailProvider(options);
    }

    /// <summary>Whether it can stand in an address: two dots alone would take away the part of the path before them.</summary>
    internal static bool IsTenant(string tenant) =>
        tenant.Length is > 0 and <= 253 && tenant.Split('.').All(label => label.Length > 0 && label.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-'));

    private static Uri? Address(string? template, string? tenant) => string.IsNullOrEmpty(template) ? null : new Uri(EndpointAddress.Fill(template!, tenant));
}
