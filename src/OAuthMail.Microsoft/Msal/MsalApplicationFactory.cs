using Microsoft.Extensions.Logging;
using Microsoft.Identity.Client;
using Microsoft.IdentityModel.Abstractions;
using OAuthMail.Flows.Requests;

namespace OAuthMail.Microsoft.Msal;

/// <summary>
/// Creates MSAL's application objects, a new one for each call. The core caches the tokens, so no application object has to be kept
/// between calls, and mailboxes that are seldom used occupy no memory.
/// </summary>
internal sealed class MsalApplicationFactory(
    Uri authority, ClientRegistration client, IReadOnlyList<string> scopes, ILoggerFactory loggers)
{
    // MSAL adds these scopes itself, and rejects requests that contain them.
    private static readonly string[] ReservedScopes = ["openid", "profile", "offline_access"];

    /// <summary>
    /// MSAL's value that disables regional endpoints. Without it, the environment variable MSAL_FORCE_REGION would redirect requests to
    /// the host of a region, which is not the account's host.
    /// </summary>
    private const string NoRegion = "DisableMsalForceRegion";

    private readonly IIdentityLogger _log = CreateLog(loggers);

    public Uri Authority => authority;

    public IReadOnlyList<string> Scopes { get; } = scopes.Where(
        scope => !ReservedScopes.Contains(scope, StringComparer.OrdinalIgnoreCase)).ToArray();

    public static IIdentityLogger CreateLog(ILoggerFactory loggers) => new MsalLog(loggers.CreateLogger("OAuthMail.Microsoft.Msal"));

    /// <summary>Gets whether the application authenticates with a secret or an assertion.</summary>
    public bool IsConfidential => !ReferenceEquals(client.Credential, ClientCredential.None);

    /// <summary>
    /// Gets whether all requests must use the configured authority. If it is shared, such as <c>organizations</c>, MSAL sends requests
    /// for a known account to the account's tenant. That tenant rejects an assertion that is addressed to the shared authority
    /// (AADSTS700023).
    /// </summary>
    public bool RequiresConfiguredAuthority => IsConfidential && client.Credential is not ClientSecret;

    /// <summary>Creates an application that authenticates with the credential of the prepared request.</summary>
    public IConfidentialClientApplication CreateConfidential(TokenRequest prepared, IMsalHttpClientFactory http)
    {
        var builder = Configure(ConfidentialClientApplicationBuilder.Create(client.ClientId), http).WithAzureRegion(NoRegion);
        if (prepared.Form.TryGetValue("client_assertion", out var assertion))
        {
            builder = builder.WithClientAssertion((AssertionRequestOptions _) => Task.FromResult(assertion));
        }
        else builder = builder.WithClientSecret(prepared.HeaderSecret ?? prepared.Form["client_secret"]);
        return builder.Build();
    }

    public IPublicClientApplication CreatePublic(IMsalHttpClientFactory http) =>
        Configure(PublicClientApplicationBuilder.Create(client.ClientId), http).Build();

    private T Configure<T>(AbstractApplicationBuilder<T> builder, IMsalHttpClientFactory http)
        where T : AbstractApplicationBuilder<T> =>

        // The provider defines the hosts, so MSAL must not discover others. The core retries, so MSAL must not.
        builder.WithAuthority(authority.AbsoluteUri, validateAuthority: false)
            .WithInstanceDiscovery(false)
            .WithHttpClientFactory(http, retryOnceOn5xx: false)
            .WithLogging(_log, enablePiiLogging: false);
}
