using OAuthMail.Configuration;
using OAuthMail.Configuration.Validation;
using OAuthMail.Credentials;
using OAuthMail.Flows;
using OAuthMail.Providers;

namespace OAuthMail.Accounts;

/// <summary>Turns the options of one registration into something usable, and collects everything that is wrong on the way.</summary>
internal sealed class AccountRegistrationBuilder(
    string path,
    OAuthClientOptions options,
    IEnumerable<MailProvider> providers,
    IReadOnlyDictionary<MailProtocol, MailEndpoint> endpoints,
    MailProtocol[] protocols,
    List<OptionError> failures)
{
    public AccountRegistration? Build()
    {
        var before = failures.Count;
        var provider = FindProvider();
        var flow = options.Flow;
        if (flow is null) Fail(nameof(options.Flow), $"is missing: {Choices(provider)}");
        else if (!OAuthFlows.All.Contains(flow.Value)) Fail(nameof(options.Flow), $"is {flow}, which is none: {Choices(provider)}");
        if (provider is null || failures.Count > before) return null;

        if (provider.WhyNot(flow!.Value) is { } reason) Fail(nameof(options.Flow), $"is {flow}, which does not work here: {reason} {Choices(provider)}");
        CheckTenant(provider, flow.Value);
        CheckEndpoints(provider);
        CheckMechanisms();
        FlowOptionsCheck.AddParameterFailures(failures, $"{path}:{nameof(options.AuthorizationParameters)}", options.AuthorizationParameters);
        CheckTokenParameters(flow.Value);
        var redirectUri = CheckRedirectUri();
        var credential = new CredentialLoader(path, options, flow.Value, provider, failures).Load(out var serviceAccount);
        CheckClientId(flow.Value);
        var password = LoadPassword(flow.Value);
        var own = options.Scope?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (own is { Length: 0 }) Fail(nameof(options.Scope), "is empty: leave it out for the provider's");
        else if (own is not null && provider.ScopesNameOneResource && provider.WhyNot(flow.Value) is null && new ScopeCheck(provider, flow.Value).WhyNot(own) is { } wrong) Fail(nameof(options.Scope), wrong);
        if (failures.Count > before) return null;

        if (options.Mechanisms.Count > 0) provider = provider.WithMechanisms(options.Mechanisms);
        var mailScopes = own ?? provider.GetScopes(OAuthFlow.JwtBearer, protocols);
        return new AccountRegistration(provider, CreateServer(provider, serviceAccount), flow.Value, new ClientRegistration(options.ClientId ?? serviceAccount?.ClientEmail ?? AccountRegistration.SystemAssigned, credential))
        {
            Scopes = own ?? provider.GetScopes(flow.Value, protocols),

            // Microsoft answers '.default' with the scopes that it stands for.
            MailScopes = mailScopes.Where(scope => !ScopeCheck.IsIdentity(scope) && !scope.EndsWith("/.default", StringComparison.Ordinal)).ToArray(),
            TenantId = options.TenantId ?? provider.DefaultTenant,
            RedirectUri = redirectUri,
            ServiceAccountKey = serviceAccount,
            Password = password,
            AuthorizationParameters = Combine(provider.AuthorizationParameters, options.AuthorizationParameters),
            TokenParameters = new Dictionary<string, string>(options.TokenParameters, StringComparer.Ordinal),
        };
    }

    private MailProvider? FindProvider()
    {
        if (options.Provider is null) return CreateProvider();
        var provider = providers.FirstOrDefault(p => string.Equals(p.Id, options.Provider, StringComparison.OrdinalIgnoreCase)) ?? MailProviders.Find(options.Provider);
        if (provider is null) Fail(nameof(options.Provider), $"is {OptionText.Quote(options.Provider)}; known are {string.Join(", ", MailProviders.All.Concat(providers).Select(p => p.Id))}");
        return provider;
    }

    /// <summary>A provider out of the endpoints that the options name.</summary>
    private MailProvider? CreateProvider()
    {
        if (options.TokenEndpoint is null)
        {
            Fail(nameof(options.Provider), $"is missing: name a known provider, or a TokenEndpoint for one that is not known. Known are {string.Join(", ", MailProviders.All.Select(p => p.Id))}");
            return null;
        }

        var facts = new MailProviderOptions
        {
            Id = "custom",
            DisplayName = "The provider",
            TokenEndpoint = options.TokenEndpoint,
            AuthorizationEndpoint = options.AuthorizationEndpoint,
            DeviceAuthorizationEndpoint = options.DeviceAuthorizationEndpoint,
            RevocationEndpoint = options.RevocationEndpoint,
            Issuer = options.Issuer,
            SendsIssuerInRedirects = options.SendsIssuerInRedirects,
        };
        endpoints.TryGetValue(MailProtocol.Smtp, out var smtp);
        endpoints.TryGetValue(MailProtocol.Imap, out var imap);
        endpoints.TryGetValue(MailProtocol.Pop3, out var pop3);
        (facts.Smtp, facts.Imap, facts.Pop3) = (smtp, imap, pop3);
        foreach (var mechanism in options.Mechanisms.DefaultIfEmpty(OAuthMechanism.OAuthBearer)) facts.Mechanisms.Add(mechanism);
        if (options.Mechanisms.Count == 0) facts.Mechanisms.Add(OAuthMechanism.XOAuth2);
        if (options.Flow is { } flow) facts.Flows.Add(flow);
        foreach (var protocol in protocols) facts.Scopes[protocol] = options.Scope ?? "";
        try
        {
            return options.Flow is null ? null : new MailProvider(facts);
        }
        catch (MailConfigurationException invalid)
        {
            foreach (var failure in invalid.Failures) Fail(failure.Option, failure.Failure);
            return null;
        }
    }

    private void CheckTenant(MailProvider provider, OAuthFlow flow)
    {
        if (!provider.HasTenants)
        {
            if (options.TenantId is not null) Fail(nameof(options.TenantId), $"is set, but {provider.DisplayName} has no tenants");
            return;
        }

        if (TenantCheck.Find(options.TenantId, flow) is { } failure) Fail(nameof(options.TenantId), failure);
    }

    private void CheckTokenParameters(OAuthFlow flow)
    {
        FlowOptionsCheck.AddParameterFailures(failures, $"{path}:{nameof(options.TokenParameters)}", options.TokenParameters);
        if (flow == OAuthFlow.ManagedIdentity && options.TokenParameters.Count > 0) Fail(nameof(options.TokenParameters), "is set, but a managed identity is asked for by Azure's own rules, which leave no room for more");
    }

    private void CheckClientId(OAuthFlow flow)
    {
        if (flow == OAuthFlow.ManagedIdentity)
        {
            if (ManagedIdentityCheck.Find(options.ClientId) is { } failure) Fail(nameof(options.ClientId), failure);
        }
        else if (flow != OAuthFlow.JwtBearer && string.IsNullOrWhiteSpace(options.ClientId))
        {
            Fail(nameof(options.ClientId), "is missing: take it from the application's registration");
        }
    }

    private Func<string>? LoadPassword(OAuthFlow flow)
    {
        var option = options.Password is not null ? nameof(options.Password) : nameof(options.PasswordFile);
        if (flow != OAuthFlows.Password)
        {
            if ((options.Password ?? options.PasswordFile) is not null) Fail(option, $"is for the flow Password, not for {flow}");
            return null;
        }

        if ((options.Password ?? options.PasswordFile) is null) Fail(nameof(options.PasswordFile), "is missing: name the file with the person's password");
        var first = new OptionFiles(path, failures).ReadSecret(nameof(options.Password), options.Password, nameof(options.PasswordFile), options.PasswordFile);
        if (first is null || options.PasswordFile is not { } file) return first is null ? null : () => first;

        // Read anew for each request, so that a password that was changed is the one that is sent next.
        return new FollowedSecret(file, first).Get;
    }

    private Uri? CheckRedirectUri()
    {
        if (options.RedirectUri is null) return null;
        if (Uri.TryCreate(options.RedirectUri, UriKind.Absolute, out var uri) && uri.Fragment.Length == 0 && uri.Scheme != "file" && (uri.Scheme != "http" || uri.IsLoopback)) return uri;
        Fail(nameof(options.RedirectUri), $"is {OptionText.Quote(options.RedirectUri)}, which is neither https, nor http on this machine, nor an application's own scheme");
        return null;
    }

    private void CheckEndpoints(MailProvider provider)
    {
        if (options.SendsIssuerInRedirects && provider.CreateAuthorizationServer().Issuer is null && string.IsNullOrEmpty(options.Issuer))
        {
            Fail(nameof(options.Issuer), "is missing: without it the issuer in a redirect proves nothing, and SendsIssuerInRedirects is set");
        }

        // Those of a provider out of the options were checked with it.
        if (options.Provider is null) return;
        foreach (var (option, address) in new[]
        {
            (nameof(options.AuthorizationEndpoint), options.AuthorizationEndpoint), (nameof(options.TokenEndpoint), options.TokenEndpoint),
            (nameof(options.DeviceAuthorizationEndpoint), options.DeviceAuthorizationEndpoint), (nameof(options.RevocationEndpoint), options.RevocationEndpoint),
        })
        {
            if (EndpointAddress.WhyNot(address, TenantOf(provider)) is { } failure) Fail(option, failure);
        }
    }

    private string? TenantOf(MailProvider provider) => provider.HasTenants ? options.TenantId ?? provider.DefaultTenant : null;

    private void CheckMechanisms()
    {
        foreach (var mechanism in options.Mechanisms.Where(m => m is not (OAuthMechanism.XOAuth2 or OAuthMechanism.OAuthBearer)))
        {
            Fail(nameof(options.Mechanisms), $"has {mechanism}, which is none: choose XOAuth2, OAuthBearer, or both");
        }
    }

    private AuthorizationServer CreateServer(MailProvider provider, ServiceAccountKey? serviceAccount)
    {
        var server = provider.CreateAuthorizationServer(options.TenantId);
        var tenant = TenantOf(provider);

        // An endpoint named beside a known provider stands in for the provider's: a test server, a proxy of the house.
        return new AuthorizationServer(Choose(options.TokenEndpoint, tenant, serviceAccount?.TokenEndpoint ?? server.TokenEndpoint)!)
        {
            AuthorizationEndpoint = Choose(options.AuthorizationEndpoint, tenant, server.AuthorizationEndpoint),
            DeviceAuthorizationEndpoint = Choose(options.DeviceAuthorizationEndpoint, tenant, server.DeviceAuthorizationEndpoint),
            RevocationEndpoint = Choose(options.RevocationEndpoint, tenant, server.RevocationEndpoint),
            Issuer = string.IsNullOrEmpty(options.Issuer) ? server.Issuer : options.Issuer,
            SendsIssuerInRedirects = server.SendsIssuerInRedirects || options.SendsIssuerInRedirects,
            DeviceGrantType = server.DeviceGrantType,
        };
    }

    private static Uri? Choose(string? own, string? tenant, Uri? providers) => string.IsNullOrEmpty(own) ? providers : new Uri(EndpointAddress.Fill(own!, tenant));

    private static Dictionary<string, string> Combine(IReadOnlyDictionary<string, string> general, IDictionary<string, string> particular)
    {
        var combined = new Dictionary<string, string>(particular, StringComparer.Ordinal);
        OAuthClientOptionsMerge.AddMissing(combined, general);
        return combined;
    }

    private static string Choices(MailProvider? provider) =>
        provider is null || provider.Id == "custom" ? $"choose {string.Join(", ", OAuthFlows.All)}." : $"{provider.DisplayName} offers {string.Join(", ", provider.Flows)}.";

    private void Fail(string option, string failure) => failures.Add(new OptionError($"{path}:{option}", failure.TrimEnd('.')));
}
