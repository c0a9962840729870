using Microsoft.Extensions.DependencyInjection;

namespace OAuthMail.DependencyInjection;

/// <inheritdoc cref="IOAuthMailBuilder"/>
internal sealed class OAuthMailBuilder(IServiceCollection services) : IOAuthMailBuilder
{
    public IServiceCollection Services => services;
}
