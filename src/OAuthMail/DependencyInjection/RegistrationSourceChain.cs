using OAuthMail.Accounts;

namespace OAuthMail.DependencyInjection;

/// <summary>The token sources of all packages that are registered. The first one that supports a registration is used.</summary>
internal sealed class RegistrationSourceChain(IReadOnlyList<IRegistrationSources> sources) : IRegistrationSources
{
    /// <summary>Returns a chain, or <see langword="null"/> if no package is registered.</summary>
    public static IRegistrationSources? Create(IEnumerable<IRegistrationSources> sources)
    {
        var all = sources.ToList();
        return all.Count switch { 0 => null, 1 => all[0], _ => new RegistrationSourceChain(all) };
    }

    public ITokenSource? TryCreate(AccountRegistration registration, string name, string signInName, OAuthHttp http, TimeProvider clock) =>
        sources.Select(
            source => source.TryCreate(registration, name, signInName, http, clock)).FirstOrDefault(source => source is not null);
}
