using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OAuthMail.Accounts;
using OAuthMail.Microsoft.Msal;
using OAuthMail.Providers;

namespace OAuthMail.Microsoft.Sources;

/// <summary>
/// Chooses the token source of a registration: MSAL if Microsoft Entra ID issues the tokens; otherwise, the core's flow.
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

        var applications = new MsalApplicationFactory(authority, registration.Client, registration.Scopes, _loggers);
        if (registration.Flow.IsForPerson()) return new UserSource(registration, applications, name, signInName, http, flow);
        return registration.Flow == OAuthFlow.ClientCredentials
            ? new ApplicationSource(registration, applications, name, http, flow)
            : null;
    }
}
