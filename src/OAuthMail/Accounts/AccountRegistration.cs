using OAuthMail.Providers;

namespace OAuthMail.Accounts;

/// <summary>A checked registration as one account uses it.</summary>
internal sealed class AccountRegistration(MailProvider provider, AuthorizationServer server, OAuthFlow flow, ClientRegistration client)
{
    /// <summary>Stands for the client's id of a managed identity that nobody named.</summary>
    public const string SystemAssigned = "system-assigned";

    public MailProvider Provider { get; } = provider;

    public AuthorizationServer Server { get; } = server;

    public OAuthFlow Flow { get; } = flow;

    public ClientRegistration Client { get; } = client;

    public IReadOnlyList<string> Scopes { get; set; } = [];

    /// <summary>The scopes without which there is no mail, as opposed to those for a refresh token and an identity.</summary>
    public IReadOnlyList<string> MailScopes { get; set; } = [];

    public string? TenantId { get; set; }

    public Uri? RedirectUri { get; set; }

    public ServiceAccountKey? ServiceAccountKey { get; set; }

    /// <summary>Reads the person's password, for the flow that takes one.</summary>
    public Func<string>? Password { get; set; }

    public IReadOnlyDictionary<string, string> AuthorizationParameters { get; set; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> TokenParameters { get; set; } = new Dictionary<string, string>();

    /// <summary>Where a person's consent is kept.</summary>
    public TokenKey GetConsentKey(string signInName, TimeProvider clock) => RefreshTokenFlow.CreateKey(Server, Client, Scopes, signInName, CreateFlowOptions(signInName, clock));

    public FlowOptions CreateFlowOptions(string name, TimeProvider clock)
    {
        var options = new FlowOptions { Name = name, TimeProvider = clock };
        foreach (var parameter in AuthorizationParameters) options.AuthorizationParameters[parameter.Key] = parameter.Value;
        foreach (var parameter in TokenParameters) options.TokenParameters[parameter.Key] = parameter.Value;
        return options;
    }

    public ITokenSource CreateSource(string name, string signInName, OAuthHttp http, TimeProvider clock)
    {
        var options = CreateFlowOptions(name, clock);
        return Flow switch
        {
            OAuthFlow.ClientCredentials => new ClientCredentialsFlow(Server, Client, Scopes, http, options),
            OAuthFlow.JwtBearer => new JwtBearerFlow(Server, ServiceAccountKey!, Scopes, http, options),
            OAuthFlow.ManagedIdentity or OAuthFlows.Password => throw new MailConfigurationException(
                $"the account '{name}'", [new OptionError("Flow", $"is {Flow}, which the package OAuthMail.Microsoft provides: get the tokens with ForMicrosoft in the place of For, from an endpoint of Microsoft's")]),
            _ => new RefreshTokenFlow(Server, Client, Scopes, signInName, http, options),
        };
    }
}
