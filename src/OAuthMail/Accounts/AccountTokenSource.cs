using OAuthMail.Tokens;

namespace OAuthMail.Accounts;

/// <summary>The tokens of one of an account's registrations: for the account's own mailbox unless the request names another.</summary>
internal sealed class AccountTokenSource(MailAccount account, ITokenSource inner) : ITokenSource, IReplaceableCredential
{
    /// <summary>No flow's key depends on more than the mailbox, which is nearly always the account's own.</summary>
    private readonly TokenKey _ownKey = inner.GetKey(new AccessTokenRequest(account.Address));

    public string Name => account.Name;

    public bool UsesStore => inner.UsesStore;

    public TokenKey GetKey(AccessTokenRequest request) => request.Mailbox is null ? _ownKey : inner.GetKey(request);

    public string? GetCredentialState() => (inner as IReplaceableCredential)?.GetCredentialState();

    public ValueTask<TokenGrant> RequestTokenAsync(TokenSourceContext context, CancellationToken cancellationToken) =>
        inner.RequestTokenAsync(context.For(Complete(context.Request)), cancellationToken);

    private AccessTokenRequest Complete(AccessTokenRequest request) => request.Mailbox is not null
        ? request
        : new AccessTokenRequest(account.Address, request.Protocol, request.RejectedToken, request.MinimumLifetime);
}
