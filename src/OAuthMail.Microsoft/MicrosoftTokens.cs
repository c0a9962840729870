using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using OAuthMail.Accounts;
using OAuthMail.Configuration.Validation;
using OAuthMail.Microsoft.Sources;

namespace OAuthMail.Microsoft;

/// <summary>
/// Creates access token providers that acquire tokens from Microsoft Entra ID through MSAL: for an application in one call, or for an
/// account.
/// </summary>
/// <remarks>The provider of an application is valid for all mailboxes that the application may access.</remarks>
public static class MicrosoftTokens
{
    private static readonly Lazy<MailTokens> SharedTokens = new(() => new MailTokens());
    private static readonly Lazy<OAuthHttp> SharedHttp = new(OAuthHttp.Create);

    /// <summary>Creates a provider for an application that authenticates with a certificate.</summary>
    /// <param name="tenantId">The domain or the GUID of the tenant.</param>
    /// <param name="clientId">The client id of the application.</param>
    /// <param name="certificate">
    /// The certificate with its private key, which can remain in the operating system's certificate store. The caller disposes it.
    /// </param>
    /// <param name="options">The options, or <see langword="null"/> for the defaults.</param>
    /// <returns>A thread-safe provider.</returns>
    /// <exception cref="ArgumentException"><paramref name="clientId"/> is <see langword="null"/> or empty.</exception>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="tenantId"/> or <paramref name="certificate"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="MailConfigurationException">
    /// <paramref name="tenantId"/> is not a single tenant, or the provider does not support applications without a user.
    /// </exception>
    /// <exception cref="TokenRequestException">The private key of the certificate is missing or cannot sign.</exception>
    public static IAccessTokenProvider ForApplication(
        string tenantId, string clientId, X509Certificate2 certificate, MicrosoftTokensOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tenantId);
        ArgumentException.ThrowIfNullOrEmpty(clientId);
        ArgumentNullException.ThrowIfNull(certificate);
        return ForApplication(tenantId, clientId, PrivateKeyJwt.FromCertificate(certificate), options);
    }

    /// <summary>Creates a provider for an application that authenticates with a client secret.</summary>
    /// <param name="tenantId">The domain or the GUID of the tenant.</param>
    /// <param name="clientId">The client id of the application.</param>
    /// <param name="clientSecret">The value of the secret, not its id.</param>
    /// <param name="options">The options, or <see langword="null"/> for the defaults.</param>
    /// <returns>A thread-safe provider.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="clientId"/> or <paramref name="clientSecret"/> is <see langword="null"/> or empty.
    /// </exception>
    /// <exception cref="ArgumentNullException"><paramref name="tenantId"/> is <see langword="null"/>.</exception>
    /// <exception cref="MailConfigurationException">
    /// <paramref name="tenantId"/> is not a single tenant, or the provider does not support applications without a user.
    /// </exception>
    public static IAccessTokenProvider ForApplication(
        string tenantId, string clientId, string clientSecret, MicrosoftTokensOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tenantId);
        ArgumentException.ThrowIfNullOrEmpty(clientId);
        ArgumentException.ThrowIfNullOrEmpty(clientSecret);
        return ForApplication(tenantId, clientId, new ClientSecret(clientSecret), options);
    }

    /// <summary>
    /// Creates a provider for an application that authenticates with another credential, such as a federated token from a file or a
    /// callback (<see cref="ClientAssertion"/>), or a key in a vault (<see cref="PrivateKeyJwt"/>).
    /// </summary>
    /// <param name="tenantId">The domain or the GUID of the tenant.</param>
    /// <param name="clientId">The client id of the application.</param>
    /// <param name="credential">The credential with which the application authenticates.</param>
    /// <param name="options">The options, or <see langword="null"/> for the defaults.</param>
    /// <returns>A thread-safe provider.</returns>
    /// <exception cref="ArgumentException"><paramref name="clientId"/> is <see langword="null"/> or empty.</exception>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="tenantId"/> or <paramref name="credential"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="MailConfigurationException">
    /// <paramref name="tenantId"/> is not a single tenant, or the provider does not support applications without a user.
    /// </exception>
    public static IAccessTokenProvider ForApplication(
        string tenantId, string clientId, ClientCredential credential, MicrosoftTokensOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tenantId);
        ArgumentException.ThrowIfNullOrEmpty(clientId);
        ArgumentNullException.ThrowIfNull(credential);
        var registration = Register(tenantId, OAuthFlow.ClientCredentials, new ClientRegistration(clientId, credential), options);
        return Create(registration, clientId, options);
    }

    /// <summary>
    /// Creates a provider for the managed identity that Azure assigns to the machine or service on which the program runs.
    /// </summary>
    /// <param name="clientId">
    /// The client id or the resource id of a user-assigned identity, or <see langword="null"/> for the system-assigned identity.
    /// </param>
    /// <param name="options">The options, or <see langword="null"/> for the defaults.</param>
    /// <returns>A thread-safe provider.</returns>
    /// <exception cref="MailConfigurationException">
    /// <paramref name="clientId"/> is neither a GUID nor a resource id, or the provider does not support managed identities.
    /// </exception>
    public static IAccessTokenProvider ForManagedIdentity(string? clientId = null, MicrosoftTokensOptions? options = null)
    {
        if (ManagedIdentityCheck.Find(clientId) is { } error)
        {
            throw new MailConfigurationException("the managed identity", [new OptionError(nameof(clientId), error)]);
        }

        var registration = Register(
            null, OAuthFlow.ManagedIdentity, new ClientRegistration(clientId ?? AccountRegistration.SystemAssigned), options);
        return Create(registration, clientId ?? AccountRegistration.SystemAssigned, options);
    }

    /// <summary>
    /// Creates the access token provider of an account. Tokens from Microsoft Entra ID are acquired through MSAL; tokens from other
    /// authorization servers are acquired as <see cref="MailAccountTokens.For(MailTokens, MailAccount, OAuthHttp)"/> does. Both use the
    /// same stored records.
    /// </summary>
    /// <param name="tokens">The token lifecycle. Use one instance for the whole program.</param>
    /// <param name="account">The account.</param>
    /// <param name="http">The HTTP transport to the authorization server, which MSAL uses too.</param>
    /// <param name="loggerFactory">
    /// The factory of the logger that receives MSAL's log messages, without personal data, in the category
    /// <c>OAuthMail.Microsoft.Msal</c>; or <see langword="null"/> to discard them.
    /// </param>
    /// <returns>A thread-safe provider.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="tokens"/>, <paramref name="account"/> or <paramref name="http"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="MailConfigurationException">The account's token endpoint does not support its flow.</exception>
    public static IAccessTokenProvider ForMicrosoft(
        this MailTokens tokens, MailAccount account, OAuthHttp http, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(http);
        return MailAccountTokens.For(tokens, account, http, new MicrosoftSources(loggerFactory));
    }

    private static AccountRegistration Register(
        string? tenantId, OAuthFlow flow, ClientRegistration client, MicrosoftTokensOptions? options)
    {
        var provider = options?.Provider ?? MailProviders.Microsoft365;
        var errors = new OptionErrors();
        TenantCheck.AddErrors(errors, nameof(tenantId), tenantId, flow);
        if (provider.WhyNot(flow) is { } reason) errors.Add(nameof(options.Provider), $"'{provider.Id}' can't be used. {reason}");
        else if (provider.ApplicationScope is null || !provider.HasTenants)
        {
            errors.Add(nameof(options.Provider), $"'{provider.Id}' isn't one of Microsoft's clouds.");
        }

        errors.ThrowIfAny($"the application '{client}'");
        return new AccountRegistration(provider, provider.CreateAuthorizationServer(tenantId), flow, client)
        {
            Scopes = [provider.ApplicationScope!],
            MailScopes = [provider.ApplicationScope!],
            TenantId = tenantId,
        };
    }

    private static IAccessTokenProvider Create(AccountRegistration registration, string name, MicrosoftTokensOptions? options)
    {
        var tokens = options?.Tokens ?? SharedTokens.Value;
        var sources = new MicrosoftSources(options?.LoggerFactory);
        var http = options?.Http ?? SharedHttp.Value;
        return tokens.From(
            sources.TryCreate(registration, name, name, http, tokens.Clock) ?? registration.CreateSource(name, name, http, tokens.Clock));
    }
}
