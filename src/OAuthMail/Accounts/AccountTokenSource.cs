using OAuthMail.Flows;
using OAuthMail.Providers;
using OAuthMail.Storage;
using OAuthMail.Tokens;

namespace OAuthMail.Accounts;

/// <summary>An account's tokens: for its own mailbox unless the request names another, and from the registration that the protocol needs.</summary>
internal sealed class AccountTokenSource : ITokenSource
{
    private readonly MailAccount _account;
    private readonly ITokenSource _incoming;
    private readonly ITokenSource _outgoing;

    public AccountTokenSource(MailAccount account, OAuthHttp http, TimeProvider clock)
    {
        _account = account;
        _incoming = account.Incoming.CreateSource(account.Name, account.SignInName, http, clock);
        _outgoing = ReferenceEquals(account.Incoming, account.Outgoing)
            ? _incoming
            : account.Outgoing.CreateSource(account.Name, account.SignInName, http, clock);
    }

    public string Name => _account.Name;

    public bool UsesStore => true;

    public TokenKey GetKey(AccessTokenRequest request) => Choose(request).GetKey(Complete(request));

    public ValueTask<TokenGrant> RequestTokenAsync(TokenSourceContext context, CancellationToken cancellationToken) =>
        Choose(context.Request).RequestTokenAsync(new TokenSourceContext(Complete(context.Request), context.Record), cancellationToken);

    private ITokenSource Choose(AccessTokenRequest request) => request.Protocol == MailProtocol.Smtp ? _outgoing : _incoming;

    private AccessTokenRequest Complete(AccessTokenRequest request) => request.Mailbox is not null
        ? request
        : new AccessTokenRequest(_account.Address, request.Protocol, request.Refused, request.LeastLifetime);
}
