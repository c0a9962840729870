using Microsoft.Extensions.Logging;
using Microsoft.Identity.Client;
using Microsoft.IdentityModel.Abstractions;
using OAuthMail.Flows.Requests;

namespace OAuthMail.Microsoft.Msal;

/// <summary>
/// Makes MSAL's application objects, a new one for each call: their caches are the core's business, so nothing of one call is left
/// for the next, and nothing has to be kept for a mailbox that is seldom used.
/// </summary>
internal sealed class MsalClients(Uri authority, ClientRegistration client, IReadOnlyList<string> scopes, ILoggerFactory loggers)
{
    // MSAL asks for these by itself, and refuses to be told.
    private static readonly string[] Reserved = ["openid", "profile", "offline_access"];

    /// <summary>
    /// MSAL's word for it: otherwise MSAL_FORCE_REGION in the environment would turn the requests to a region's host, which is not the
    /// account's.
    /// </summary>
    private const string NoRegion = "DisableMsalForceRegion";

    private readonly IIdentityLogger _log = CreateLog(loggers);

    public Uri Authority => authority;

    public IReadOnlyList<string> Scopes { get; } = scopes.Where(scope => !Reserved.Contains(scope, StringComparer.OrdinalIgnoreCase))
        .ToArray();

    public static IIdentityLogger CreateLog(ILoggerFactory loggers) => new MsalLog(loggers.CreateLogger("OAuthMail.Microsoft.Msal"));

    /// <summary>Whether the application proves itself, with a secret or an assertion.</summary>
    public bool IsConfidential => !ReferenceEquals(client.Credential, ClientCredential.None);

    /// <summary>
    /// Whether requests must keep to the authority. From a shared one, such as <c>organizations</c>, MSAL turns to the tenant of an
    /// account that it knows, and an assertion that is addressed to the other is refused (AADSTS700023).
    /// </summary>
    public bool KeepsToAuthority => IsConfidential && client.Credential is not ClientSecret;

    /// <summary>An application that proves itself as the prepared request does.</summary>
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

        // The hosts are the provider's facts, checked with the account: there is nothing to discover. What is repeated, the core decides.
        builder.WithAuthority(authority.AbsoluteUri, validateAuthority: false)
            .WithInstanceDiscovery(false)
            .WithHttpClientFactory(http, retryOnceOn5xx: false)
            .WithLogging(_log, enablePiiLogging: false);
}
