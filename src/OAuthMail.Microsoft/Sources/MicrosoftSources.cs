using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthMail.Accounts;
using OAuthMail.Microsoft.Msal;
using OAuthMail.Providers;

namespace OAuthMail.Microsoft.Sources;

/// <summary>
/// Chooses what gets the tokens of a registration: MSAL where Microsoft Entra ID issues them, the core's own flow elsewhere.
/// </summary>
internal sealed class MicrosoftSources(ILoggerFactory? loggers) : IRegistrationSources
{
    private readonly ILoggerFactory _loggers = loggers ?? NullLoggerFactory.Instance;

    public ITokenSource? TryCreate(AccountRegistration registration, string name, string signInName, OAuthHttp http, TimeProvider clock)
    {
        if (!registration.Provider.HasTenants) return null;
        var flow = registration.CreateFlowOptions(name, clock);
        if (registration.Flow == OAuthFlow.ManagedIdentity) return new ManagedIdentitySource(registration, name, http, flow, _loggers);
        if (MsalAuthority.TryFind(registration.Server) is not { } authority) return null;

        var clients = new MsalClients(authority, registration.Client, registration.Scopes, _loggers);
        if (registration.Flow.IsForPerson()) return new PersonSource(registration, clients, name, signInName, http, flow);
        return registration.Flow == OAuthFlow.ClientCredentials ? new ApplicationSource(registration, clients, name, http, flow) : null;
    }
}
