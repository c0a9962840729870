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
/// <remarks>A provider of an application serves every mailbox that the application has access to.</remarks>
public static class MicrosoftTokens
{
    private static readonly Lazy<MailTokens> OwnTokens = new(() => new MailTokens());
    private static readonly Lazy<OAuthHttp> OwnHttp = new(OAuthHttp.Create);

    /// <summary>Uses a certificate.</summary>
    /// <param name="tenantId">The tenant: its domain or its GUID.</param>
    /// <param name="clientId">The application's id.</param>
    /// <param name="certificate">
    /// The certificate with its private key, which may stay in the system's store. It stays the caller's to dispose.
    /// </param>
    /// <param name="options">The cloud, the lifecycle, the log; null for the defaults.</param>
    /// <returns>A provider that is safe for any number of threads.</returns>
    /// <exception cref="ArgumentException"><paramref name="clientId"/> is null or empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="certificate"/> is null.</exception>
    /// <exception cref="MailConfigurationException">The tenant is none, or the provider has no applications without a user.</exception>
    /// <exception cref="TokenRequestException">The certificate's key cannot sign.</exception>
    public static IAccessTokenProvider ForApplication(
        string tenantId, string clientId, X509Certificate2 certificate, MicrosoftTokensOptions? options = null) =>
        ForApplication(tenantId, clientId, PrivateKeyJwt.FromCertificate(certificate), options);

    /// <summary>Uses a secret.</summary>
    /// <param name="tenantId">The tenant: its domain or its GUID.</param>
    /// <param name="clientId">The application's id.</param>
    /// <param name="clientSecret">The secret's value, not its id.</param>
    /// <param name="options">The cloud, the lifecycle, the log; null for the defaults.</param>
    /// <returns>A provider that is safe for any number of threads.</returns>
    /// <exception cref="ArgumentException"><paramref name="clientId"/> or <paramref name="clientSecret"/> is null or empty.</exception>
    /// <exception cref="MailConfigurationException">The tenant is none, or the provider has no applications without a user.</exception>
    public static IAccessTokenProvider ForApplication(
        string tenantId, string clientId, string clientSecret, MicrosoftTokensOptions? options = null) =>
        ForApplication(tenantId, clientId, new ClientSecret(clientSecret), options);

    /// <summary>
    /// Uses any credential: a federated token from a file or a callback (<see cref="ClientAssertion"/>), a key in a vault
    /// (<see cref="PrivateKeyJwt"/>).
    /// </summary>
    /// <param name="tenantId">The tenant: its domain or its GUID.</param>
    /// <param name="clientId">The application's id.</param>
    /// <param name="credential">How the application proves that it is itself.</param>
    /// <param name="options">The cloud, the lifecycle, the log; null for the defaults.</param>
    /// <returns>A provider that is safe for any number of threads.</returns>
    /// <exception cref="ArgumentException"><paramref name="clientId"/> is null or empty.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="credential"/> is null.</exception>
    /// <exception cref="MailConfigurationException">The tenant is none, or the provider has no applications without a user.</exception>
    public static IAccessTokenProvider ForApplication(
        string tenantId, string clientId, ClientCredential credential, MicrosoftTokensOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(credential);
        var registration = Register(tenantId, OAuthFlow.ClientCredentials, new ClientRegistration(clientId, credential), options);
        return Create(registration, clientId, options);
    }

    /// <summary>Uses the identity that Azure gives to the machine or service on which the program runs.</summary>
    /// <param name="clientId">The client id or the resource id of an identity that a user assigned; null for the system's own.</param>
    /// <param name="options">The cloud, the lifecycle, the log; null for the defaults.</param>
    /// <returns>A provider that is safe for any number of threads.</returns>
    /// <exception cref="MailConfigurationException">
    /// <paramref name="clientId"/> is no such id, or the provider has no applications without a user.
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
        var tokens = options?.Tokens ?? OwnTokens.Value;
        var sources = new MicrosoftSources(options?.LoggerFactory);
        var http = options?.Http ?? OwnHttp.Value;
        return tokens.From(
            sources.TryCreate(registration, name, name, http, tokens.Clock) ?? registration.CreateSource(name, name, http, tokens.Clock));
    }
}
