using OAuthMail.Providers;

namespace OAuthMail.Accounts;

/// <summary>A client registration as an account uses it: options that were checked.</summary>
internal sealed class AccountRegistration(MailProvider provider, AuthorizationServer server, OAuthFlow flow, ClientRegistration client)
{
    /// <summary>The client id of the system-assigned managed identity, which has none in the options.</summary>
    public const string SystemAssigned = "system-assigned";

    private AccountRegistration? _graph;

    public MailProvider Provider { get; private set; } = provider;

    public AuthorizationServer Server { get; } = server;

    public OAuthFlow Flow { get; } = flow;

    public ClientRegistration Client { get; } = client;

    public IReadOnlyList<string> Scopes { get; set; } = [];

    /// <summary>Gets the scopes that are required for mail, without those for a refresh token and an ID token.</summary>
    public IReadOnlyList<string> MailScopes { get; set; } = [];

    /// <summary>
    /// Gets the scopes of another resource that the same user may have consented to, or <see langword="null"/>. The refresh token of that
    /// consent then also acquires tokens for this resource.
    /// </summary>
    public IReadOnlyList<string>? RelatedScopes { get; set; }

    public string? TenantId { get; set; }

    public Uri? RedirectUri { get; set; }

    public ServiceAccountKey? ServiceAccountKey { get; set; }

    /// <summary>Gets the function that reads the user's password, for the flow Password.</summary>
    public Func<string>? Password { get; set; }

    /// <summary>
    /// Gets the function that returns why the file with the user's password cannot be read, or <see langword="null"/> if the password is in
    /// no file.
    /// </summary>
    public Func<string?>? FindPasswordError { get; set; }

    public IReadOnlyDictionary<string, string> AuthorizationParameters { get; set; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> TokenParameters { get; set; } = new Dictionary<string, string>();

    /// <summary>Returns the token key of a user's consent.</summary>
    public TokenKey GetConsentKey(string signInName, TimeProvider clock) =>
        RefreshTokenFlow.CreateKey(Server, Client, Scopes, signInName, CreateFlowOptions(signInName, clock));

    /// <summary>
    /// Returns the token key of the user's consent for another resource, or <see langword="null"/> if its refresh token is not used.
    /// </summary>
    public TokenKey? GetRelatedConsentKey(string signInName, TimeProvider clock) => RelatedScopes is null || !Flow.HasSignIn()
        ? null
        : RefreshTokenFlow.CreateKey(Server, Client, RelatedScopes, signInName, CreateFlowOptions(signInName, clock));

    /// <summary>Returns the same registration for sending through Microsoft Graph. The provider must have it.</summary>
    /// <param name="address">The server that the account specifies, or <see langword="null"/> for the provider's.</param>
    public AccountRegistration ForGraph(Uri? address)
    {
        // Accounts that share a registration share this one, too.
        if (address is null && _graph is not null) return _graph;
        var graph = (AccountRegistration)MemberwiseClone();
        graph._graph = null;
        graph.Provider = Provider.ForGraph(address)!;
        graph.Scopes = graph.Provider.GetScopes(Flow, [MailProtocol.Smtp]);
        graph.MailScopes = graph.Provider.GetScopes(OAuthFlow.JwtBearer, [MailProtocol.Smtp]);
        graph.RelatedScopes = Scopes;
        if (address is null) _graph = graph;
        return graph;
    }

    public FlowOptions CreateFlowOptions(string name, TimeProvider clock)
    {
        var options = new FlowOptions { Name = name, TimeProvider = clock };
        foreach (var parameter in AuthorizationParameters) options.AuthorizationParameters[parameter.Key] = parameter.Value;
        foreach (var parameter in TokenParameters) options.TokenParameters[parameter.Key] = parameter.Value;
        return options;
    }

    /// <summary>Creates the flow that acquires tokens.</summary>
    /// <exception cref="MailConfigurationException">Another package provides the flow.</exception>
    public ITokenSource CreateSource(string name, string signInName, OAuthHttp http, TimeProvider clock)
    {
        var options = CreateFlowOptions(name, clock);
        return Flow switch
        {
            OAuthFlow.ClientCredentials => new ClientCredentialsFlow(Server, Client, Scopes, http, options),
            OAuthFlow.JwtBearer => new JwtBearerFlow(Server, ServiceAccountKey!, Scopes, http, options),
            OAuthFlow.AuthorizationCode or OAuthFlow.DeviceCode => new RefreshTokenFlow(Server, Client, Scopes, signInName, http, options),
            OAuthFlow.ManagedIdentity or OAuthFlows.Password => throw NotHere(name),
            _ => throw new NotSupportedException($"The flow {Flow} has no token source."),
        };
    }

    private MailConfigurationException NotHere(string name) => new($"the account '{name}'",
    [
        new OptionError(
            nameof(OAuthClientOptions.Flow),
            Provider.HasTenants
                ? $"The package OAuthMail.Microsoft provides the flow {Flow}. In an application with a service container, call "
                    + "AddMicrosoft() after AddOAuthMail. Otherwise, create the token provider with ForMicrosoft, or the accounts with "
                    + "MicrosoftMailAccounts.Create."
                : $"The flow {Flow} is supported only for token endpoints of Microsoft Entra ID. The account's token endpoint is "
                    + $"{Server.TokenEndpoint}."),
    ]);
}
