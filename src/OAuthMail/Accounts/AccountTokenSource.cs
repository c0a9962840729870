using OAuthMail.Tokens;

namespace OAuthMail.Accounts;

/// <summary>Acquires the tokens of one registration of an account. A request without a mailbox is for the account's own.</summary>
internal sealed class AccountTokenSource(MailAccount account, ITokenSource inner) : ITokenSource, IReplaceableCredential
{
    /// <summary>
    /// The key of every flow depends on the mailbox only, which is nearly always the account's own, so it is computed once.
    /// </summary>
    private readonly TokenKey _ownKey = inner.GetKey(new AccessTokenRequest(account.Address));

    public string Name => account.Name;

    public bool UsesStore => inner.UsesStore;

    public TokenKey GetKey(AccessTokenRequest request) => request.Mailbox is null ? _ownKey : inner.GetKey(request);

    public string? GetCredentialState() => (inner as IReplaceableCredential)?.GetCredentialState();

    public ValueTask<TokenGrant> RequestTokenAsync(TokenSourceContext context, CancellationToken cancellationToken) =>
        inner.RequestTokenAsync(context.For(Complete(context.Request)), cancellationToken);

    private AccessTokenRequest Complete(AccessTokenRequest request) => request.Mailbox is not null
        ? request
        : request.For(account.Address);
}
