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
    private readonly TokenKey _incomingKey;
    private readonly TokenKey _outgoingKey;

    public AccountTokenSource(MailAccount account, OAuthHttp http, TimeProvider clock, IRegistrationSources? sources)
    {
        _account = account;
        _incoming = CreateSource(account.Incoming);
        _outgoing = ReferenceEquals(account.Incoming, account.Outgoing) ? _incoming : CreateSource(account.Outgoing);
        _incomingKey = _incoming.GetKey(new AccessTokenRequest(account.Address));
        _outgoingKey = _outgoing.GetKey(new AccessTokenRequest(account.Address, MailProtocol.Smtp));

        ITokenSource CreateSource(AccountRegistration registration) =>
            sources?.TryCreate(registration, account.Name, account.SignInName, http, clock) ?? registration.CreateSource(account.Name, account.SignInName, http, clock);
    }

    public string Name => _account.Name;

    public bool UsesStore => true;

    /// <summary>No flow's key depends on more than the mailbox, which is nearly always the account's own.</summary>
    public TokenKey GetKey(AccessTokenRequest request)
    {
        if (request.Mailbox is not null) return Choose(request).GetKey(request);
        return request.Protocol == MailProtocol.Smtp ? _outgoingKey : _incomingKey;
    }

    public ValueTask<TokenGrant> RequestTokenAsync(TokenSourceContext context, CancellationToken cancellationToken) =>
        Choose(context.Request).RequestTokenAsync(new TokenSourceContext(Complete(context.Request), context.Record), cancellationToken);

    private ITokenSource Choose(AccessTokenRequest request) => request.Protocol == MailProtocol.Smtp ? _outgoing : _incoming;

    private AccessTokenRequest Complete(AccessTokenRequest request) => request.Mailbox is not null
        ? request
        : new AccessTokenRequest(_account.Address, request.Protocol, request.Refused, request.LeastLifetime);
}
