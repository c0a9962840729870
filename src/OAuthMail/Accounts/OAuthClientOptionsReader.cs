using OAuthMail.Configuration.Validation;
using OAuthMail.Credentials;
using OAuthMail.Flows;
using OAuthMail.Providers;

namespace OAuthMail.Accounts;

/// <summary>Creates the registration of an account from options.</summary>
/// <param name="errors">The scope of the options.</param>
/// <param name="options">The merged options, without blank texts.</param>
/// <param name="providers">The providers.</param>
/// <param name="servers">The mail servers that the account itself specifies.</param>
/// <param name="protocols">The protocols that the registration is for.</param>
internal sealed class OAuthClientOptionsReader(
    OptionErrors errors, OAuthClientOptions options, ProviderCatalog providers, AccountServers servers, params MailProtocol[] protocols)
{
    private MailProvider? _provider;
    private OAuthFlow? _flow;
    private Func<string?>? _findPasswordError;

    /// <summary>
    /// Gets the options for Microsoft Graph, or <see langword="null"/> if the account uses mail servers.
    /// </summary>
    public GraphOptionsReader? Graph { get; init; }

    /// <summary>Returns the registration, or <see langword="null"/> if there are errors.</summary>
    public AccountRegistration? Read()
    {
        // Every check runs, with or without the results of the others, so that all errors are reported together.
        var before = errors.Count;
        var isDefined = options.Provider is null && options.TokenEndpoint is not null;
        _provider = isDefined ? FindMicrosoft() : FindProvider();
        isDefined &= _provider is null;
        if (_provider is { HasTenants: true }) options.TenantId ??= TenantOfEndpoint();
        _flow = ReadFlow();
        CheckEndpoints(isDefined);
        CheckMechanisms();
        if (isDefined && (servers.Any || Graph?.Address is not null) && errors.Count == before) _provider = CreateProvider();
        var mailProvider = _provider;
        UseGraph();
        CheckTenant();
        CheckIssuer();
        var redirectUri = ReadRedirectUri();
        FlowOptionsCheck.AddParameterErrors(errors.At(nameof(options.AuthorizationParameters)), options.AuthorizationParameters);
        FlowOptionsCheck.AddParameterErrors(errors.At(nameof(options.TokenParameters)), options.TokenParameters);
        if (_flow == OAuthFlow.ManagedIdentity && options.TokenParameters.Count > 0)
        {
            errors.Add(nameof(options.TokenParameters),
                "Must not be set: requests for a managed identity carry only the parameters that Azure defines.");
        }

        var credential = new ClientCredentialReader(errors, options, _flow, _provider).Read(out var serviceAccount);
        CheckClientId();
        var password = ReadPassword();
        var scopes = ReadScopes();
        if (errors.Count > before || _provider is null || _flow is not { } flow) return null;
        var clientId = options.ClientId ?? serviceAccount?.ClientEmail ?? AccountRegistration.SystemAssigned;
        var registration = Create(
            _provider, flow, new ClientRegistration(clientId, credential), serviceAccount, redirectUri, password, scopes);
        if (Graph is not null && mailProvider!.ScopesNameOneResource)
        {
            registration.RelatedScopes = mailProvider.GetScopes(flow, protocols);
        }

        return registration;
    }

    /// <summary>Replaces the provider by Microsoft Graph for its mailboxes, if the account uses it.</summary>
    private void UseGraph()
    {
        if (Graph is null || _provider is null) return;
        Graph.CheckCloud(_provider);
        if (_provider.ForGraph(Graph.Address) is { } graph) _provider = graph;
        else GraphOptionsReader.AddMissing(errors, nameof(MailAccountOptions.Transport), _provider);
    }

    private AccountRegistration Create(
        MailProvider provider, OAuthFlow flow, ClientRegistration client, ServiceAccountKey? serviceAccount, Uri? redirectUri,
        Func<string>? password, IReadOnlyList<string>? scopes)
    {
        var server = CreateServer(provider, serviceAccount);
        if (options.Mechanisms.Count > 0) provider = provider.WithMechanisms(options.Mechanisms);
        var mailScopes = scopes ?? provider.GetScopes(OAuthFlow.JwtBearer, protocols);
        return new AccountRegistration(provider, server, flow, client)
        {
            Scopes = scopes ?? provider.GetScopes(flow, protocols),

            // Microsoft answers '.default' with the scopes that it stands for.
            MailScopes = mailScopes
                .Where(scope => !ScopeCheck.IsIdentity(scope) && !scope.EndsWith("/.default", StringComparison.Ordinal)).ToArray(),
            TenantId = options.TenantId ?? provider.DefaultTenant,
            RedirectUri = redirectUri,
            ServiceAccountKey = serviceAccount,
            Password = password,
            FindPasswordError = _findPasswordError,
            AuthorizationParameters = Combine(options.AuthorizationParameters, provider.AuthorizationParameters),
            TokenParameters = new Dictionary<string, string>(options.TokenParameters, StringComparer.Ordinal),
        };
    }

    private MailProvider? FindProvider()
    {
        if (options.Provider is not { } id)
        {
            errors.AddMissing(
                nameof(options.Provider),
                $"Set the id of a provider, or {nameof(options.TokenEndpoint)} for a provider that is not listed. "
                + $"Valid values: {string.Join(", ", providers.Ids)}.");
            return null;
        }

        if (providers.Find(id) is { } provider) return provider;

        // The errors of a provider are reported with the provider.
        if (providers.IsInvalid(id)) errors.CountRepeated();
        else errors.AddInvalid(nameof(options.Provider), id, "provider", providers.Ids);
        return null;
    }

    /// <summary>
    /// Returns the provider of Microsoft whose token endpoint and mail servers the options contain, or <see langword="null"/> if they
    /// belong to another one. Its checks then apply as if the options named it. Microsoft Entra ID issues tokens for other mail
    /// servers, too.
    /// </summary>
    private MailProvider? FindMicrosoft()
    {
        if (!Uri.TryCreate(options.TokenEndpoint, UriKind.Absolute, out var endpoint)) return null;
        var tenant = TenantOfEndpoint();
        return MailProviders.All
            .Where(known => known.ScopesNameOneResource && known.HasTenants
                && known.CreateAuthorizationServer(known.DefaultTenant).TokenEndpoint.Host == endpoint.Host
                && new[] { MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3 }.All(
                    protocol => servers.Find(protocol) is not { } own || known.GetEndpoint(protocol)?.Host == own.Host))
            .OrderBy(known => known.DefaultTenant == tenant ? 0 : 1).FirstOrDefault();
    }

    /// <summary>Returns the tenant that the path of the token endpoint contains, or <see langword="null"/> if it contains none.</summary>
    private string? TenantOfEndpoint()
    {
        if (!Uri.TryCreate(options.TokenEndpoint, UriKind.Absolute, out var endpoint)) return null;
        var segments = endpoint.AbsolutePath.Split('/');
        return segments.Length > 3 && segments[2] == "oauth2" && MailProvider.IsTenant(segments[1]) ? segments[1] : null;
    }

    /// <summary>Returns the flow, or <see langword="null"/> if it is missing or the provider doesn't support it.</summary>
    private OAuthFlow? ReadFlow()
    {
        var valid = (_provider?.Flows ?? OAuthFlows.All).Select(one => one.ToString()).ToArray();
        if (options.Flow is not { } flow) errors.AddMissing(nameof(options.Flow), $"Valid values: {string.Join(", ", valid)}.");
        else if (!OAuthFlows.All.Contains(flow)) errors.AddInvalid(nameof(options.Flow), flow.ToString(), "flow", valid);
        else if (_provider?.WhyNot(flow) is { } reason)
        {
            errors.Add(nameof(options.Flow), $"'{flow}' can't be used. {reason} Valid values: {string.Join(", ", valid)}.");
        }
        else return flow;
        return null;
    }

    /// <summary>Creates a provider from the endpoints that the options specify.</summary>
    private MailProvider CreateProvider()
    {
        var facts = new MailProviderOptions
        {
            Id = "custom",
            DisplayName = "The provider",
            Smtp = servers.Find(MailProtocol.Smtp),
            Imap = servers.Find(MailProtocol.Imap),
            Pop3 = servers.Find(MailProtocol.Pop3),
            TokenEndpoint = options.TokenEndpoint,
            AuthorizationEndpoint = options.AuthorizationEndpoint,
            DeviceAuthorizationEndpoint = options.DeviceAuthorizationEndpoint,
            RevocationEndpoint = options.RevocationEndpoint,
            Issuer = options.Issuer,
            SendsIssuerInRedirects = options.SendsIssuerInRedirects,
            Flows = { _flow!.Value },
        };
        if (Graph?.Address is { } graph)
        {
            facts.Graph = graph.GetLeftPart(UriPartial.Authority);
            facts.Smtp = facts.Imap = new MailEndpoint(graph.IdnHost, graph.Port, TlsMode.Implicit);
        }

        foreach (var mechanism in options.Mechanisms) facts.Mechanisms.Add(mechanism);
        if (options.Mechanisms.Count == 0)
        {
            facts.Mechanisms.Add(OAuthMechanism.OAuthBearer);
            facts.Mechanisms.Add(OAuthMechanism.XOAuth2);
        }

        foreach (var protocol in protocols) facts.Scopes[protocol] = options.Scope ?? "";
        return new MailProvider(facts);
    }

    private void CheckEndpoints(bool isDefined)
    {
        // Where the provider is unknown, so is whether it has tenants; then the placeholder is accepted.
        var isUnknown = _provider is null && !isDefined;
        var tenant = _provider is null ? (isUnknown ? "tenant" : null) : TenantOf(_provider);
        CheckEndpoint(nameof(options.TokenEndpoint), options.TokenEndpoint, tenant);
        CheckEndpoint(
            nameof(options.AuthorizationEndpoint), options.AuthorizationEndpoint, tenant,
            isRequired: isDefined && _flow == OAuthFlow.AuthorizationCode);
        CheckEndpoint(
            nameof(options.DeviceAuthorizationEndpoint), options.DeviceAuthorizationEndpoint, tenant,
            isRequired: isDefined && _flow == OAuthFlow.DeviceCode);
        CheckEndpoint(nameof(options.RevocationEndpoint), options.RevocationEndpoint, tenant);
        if (isDefined && Graph is null) servers.CheckSpecified();
        else if (isDefined) Graph!.CheckSpecified();
    }

    private void CheckEndpoint(string option, string? address, string? tenant, bool isRequired = false)
    {
        if (address is null && isRequired) errors.AddMissing(option, $"The flow {_flow} uses it.");
        if (EndpointAddress.WhyNot(address, tenant) is { } error) errors.Add(option, error);
    }

    private void CheckMechanisms()
    {
        foreach (var mechanism in options.Mechanisms)
        {
            errors.CheckDefined<OAuthMechanism>(nameof(options.Mechanisms), mechanism, "mechanism");
        }
    }

    private void CheckTenant()
    {
        if (_provider is not { HasTenants: false })
        {
            TenantCheck.AddErrors(errors, nameof(options.TenantId), options.TenantId, _provider is null ? null : _flow);
        }
        else if (options.TenantId is not null)
        {
            errors.Add(nameof(options.TenantId), $"Must not be set: {_provider.DisplayName} has no tenants.");
        }
    }

    private void CheckIssuer()
    {
        if (!options.SendsIssuerInRedirects || options.Issuer is not null || _provider is null) return;
        if (!MailProvider.IsTenant(options.TenantId ?? "tenant")
            || _provider.CreateAuthorizationServer(options.TenantId).Issuer is not null)
        {
            return;
        }

        errors.AddMissing(nameof(options.Issuer),
            $"{nameof(options.SendsIssuerInRedirects)} is set, and redirects can't be checked without the issuer.");
    }

    private void CheckClientId()
    {
        if (_flow == OAuthFlow.ManagedIdentity)
        {
            if (ManagedIdentityCheck.Find(options.ClientId) is { } error) errors.Add(nameof(options.ClientId), error);
        }
        else if (_flow != OAuthFlow.JwtBearer && options.ClientId is null)
        {
            var hint = _flow is null ? $" Only the flows {OAuthFlow.ManagedIdentity} and {OAuthFlow.JwtBearer} need none." : "";
            errors.AddMissing(nameof(options.ClientId), $"Copy it from the application's registration.{hint}");
        }
        else if (options.ClientId is { } id && CopiedText.FindErrorInId(id) is { } copied) errors.Add(nameof(options.ClientId), copied);
    }

    private Func<string>? ReadPassword()
    {
        const string password = nameof(options.Password), passwordFile = nameof(options.PasswordFile);
        if (_flow is not null && _flow != OAuthFlows.Password)
        {
            var set = options.Password is not null ? password : options.PasswordFile is not null ? passwordFile : null;
            if (set is not null) errors.Add(set, $"Is only for the flow {OAuthFlows.Password}, but the flow is {_flow}.");
            return null;
        }

        var secret = SecretOptionReader.Read(errors, password, options.Password, passwordFile, options.PasswordFile);
        if (_flow is not null && options.Password is null && options.PasswordFile is null && !errors.HasError(password))
        {
            errors.AddMissing(passwordFile, "Set the path of the file that contains the user's password.");
        }

        if (secret is null || options.PasswordFile is not { } file) return secret is null ? null : () => secret;

        // The file is read for each request, so that a changed password is used at once.
        var followed = new FollowedSecret(file, secret);
        _findPasswordError = followed.FindError;
        return followed.Get;
    }

    private string[]? ReadScopes()
    {
        var scopes = options.Scope?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (scopes is not null && _flow is { } flow && _provider is { ScopesNameOneResource: true } provider
            && new ScopeCheck(provider, flow).WhyNot(scopes) is { } error)
        {
            errors.Add(nameof(options.Scope), error);
        }

        return scopes;
    }

    private Uri? ReadRedirectUri()
    {
        if (options.RedirectUri is null) return null;
        var isUri = Uri.TryCreate(options.RedirectUri, UriKind.Absolute, out var uri) && uri.Fragment.Length == 0;
        if (isUri && uri!.Scheme != "file" && (uri.Scheme != "http" || uri.IsLoopback)) return uri;
        errors.Add(
            nameof(options.RedirectUri),
            $"{OptionText.Quote(options.RedirectUri)} isn't a redirect URI. "
            + "It must be https, http on this machine, or an application's own scheme, and have no fragment.");
        return null;
    }

    private string? TenantOf(MailProvider provider) => provider.HasTenants ? options.TenantId ?? provider.DefaultTenant : null;

    private AuthorizationServer CreateServer(MailProvider provider, ServiceAccountKey? serviceAccount)
    {
        var server = provider.CreateAuthorizationServer(options.TenantId);
        var tenant = TenantOf(provider);

        // Endpoints of the options replace those of a known provider, such as for a test server or a company's proxy.
        return new AuthorizationServer(Choose(options.TokenEndpoint, tenant, serviceAccount?.TokenEndpoint ?? server.TokenEndpoint)!)
        {
            AuthorizationEndpoint = Choose(options.AuthorizationEndpoint, tenant, server.AuthorizationEndpoint),
            DeviceAuthorizationEndpoint = Choose(options.DeviceAuthorizationEndpoint, tenant, server.DeviceAuthorizationEndpoint),
            RevocationEndpoint = Choose(options.RevocationEndpoint, tenant, server.RevocationEndpoint),
            Issuer = options.Issuer ?? server.Issuer,
            SendsIssuerInRedirects = server.SendsIssuerInRedirects || options.SendsIssuerInRedirects,
            AssertionAudience = options.AssertionAudience ?? server.AssertionAudience,
            DeviceGrantType = options.CurrentServer?.DeviceGrantType ?? server.DeviceGrantType,
        };
    }

    private static Uri? Choose(string? address, string? tenant, Uri? standard) =>
        address is null ? standard : new Uri(EndpointAddress.Fill(address, tenant));

    private static Dictionary<string, string> Combine(IDictionary<string, string> specific, IReadOnlyDictionary<string, string> general)
    {
        var combined = new Dictionary<string, string>(specific, StringComparer.Ordinal);
        foreach (var pair in general)
        {
            if (!combined.ContainsKey(pair.Key)) combined[pair.Key] = pair.Value;
        }

        return combined;
    }
}
