using Microsoft.Extensions.DependencyInjection;

namespace OAuthMail;

/// <summary>Configures the services that <c>AddOAuthMail</c> registers. Packages add extension methods to it.</summary>
public interface IOAuthMailBuilder
{
    /// <summary>Gets the services of the application.</summary>
    IServiceCollection Services { get; }
}
