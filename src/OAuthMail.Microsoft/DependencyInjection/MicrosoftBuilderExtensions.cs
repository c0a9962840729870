using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using OAuthMail;
using OAuthMail.Accounts;
using OAuthMail.Microsoft.Consent;
using OAuthMail.Microsoft.Sources;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Microsoft identities for the accounts of an application.</summary>
public static class MicrosoftBuilderExtensions
{
    /// <summary>
    /// Acquires the tokens of accounts at Microsoft Entra ID through MSAL, and adds the flows <see cref="OAuthFlow.ManagedIdentity"/> and
    /// <c>Password</c>. Accounts of other providers are not affected. It also registers <see cref="IAdministratorConsent"/>.
    /// </summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static IOAuthMailBuilder AddMicrosoft(this IOAuthMailBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IRegistrationSources, MicrosoftSources>(
            provider => new MicrosoftSources(provider.GetService<ILoggerFactory>())));
        builder.Services.TryAddSingleton<IAdministratorConsent, MicrosoftConsent>();
        return builder;
    }
}
