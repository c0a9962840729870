using System.Runtime.CompilerServices;

namespace OAuthMail.Accounts;

/// <summary>The token providers of accounts, one for each account.</summary>
internal sealed class AccountTokenProviders
{
    // Weak references: when an account is no longer used, its provider is released too.
    private readonly ConditionalWeakTable<MailAccount, IAccessTokenProvider> _providers = new();
    private readonly ConditionalWeakTable<MailAccount, IAccessTokenProvider>.CreateValueCallback _create;

    public AccountTokenProviders(MailTokens tokens, OAuthHttp http, IRegistrationSources? sources) =>
        _create = account => MailAccountTokens.For(tokens, account, http, sources);

    public IAccessTokenProvider Get(MailAccount account) => _providers.GetValue(account, _create);
}
