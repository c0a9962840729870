using OAuthMail.AccountStates;

namespace OAuthMail.DependencyInjection;

/// <summary>The tokens of the account with a name. If its options change, tokens are acquired with the new ones.</summary>
internal sealed class NamedTokenProvider(IMailAccounts accounts, string name, AccountActivity activity) : IAccessTokenProvider
{
    private readonly AccountCatalog? _catalog = accounts as AccountCatalog;
    private volatile Found? _last;

    public ValueTask<AccessToken> GetAccessTokenAsync(AccessTokenRequest request = default, CancellationToken cancellationToken = default)
    {
        // Finding the account takes longer than returning a cached token, so that it is found once for each change of the accounts.
        var snapshot = _catalog?.Snapshot;
        var found = _last;
        if (found is null || snapshot is null || found.Snapshot != snapshot)
        {
            found = new Found(snapshot, accounts.Get(name), accounts);
            _last = found;
        }

        var token = found.Tokens.GetAccessTokenAsync(request, cancellationToken);
        return token.IsCompletedSuccessfully ? token : WaitAsync(token, found.Account, request.Protocol ?? MailProtocol.Imap);
    }

    private async ValueTask<AccessToken> WaitAsync(ValueTask<AccessToken> token, MailAccount account, MailProtocol protocol)
    {
        try
        {
            return await token.ConfigureAwait(false);
        }
        catch (OAuthMailException failure)
        {
            activity.Failed(account, protocol, failure);
            throw;
        }
    }

    private sealed class Found(AccountSnapshot? snapshot, MailAccount account, IMailAccounts accounts)
    {
        public AccountSnapshot? Snapshot => snapshot;

        public MailAccount Account => account;

        public IAccessTokenProvider Tokens { get; } = accounts.GetTokens(account);
    }
}
