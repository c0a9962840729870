using OAuthMail.Storage;
using OAuthMail.Tokens;

namespace OAuthMail.Accounts;

/// <summary>
/// Acquires the first token for a resource with the refresh token of the same user's consent for another resource, which Microsoft Entra
/// ID allows (<see href="https://learn.microsoft.com/entra/identity-platform/refresh-tokens">refresh tokens</see>). The response contains
/// a refresh token of its own, and the other one stays valid.
/// </summary>
internal sealed class RelatedConsentSource(ITokenSource inner, ITokenStore store, TokenKey related) : ITokenSource, IReplaceableCredential
{
    public bool UsesStore => inner.UsesStore;

    public string Name => inner.Name;

    public TokenKey GetKey(AccessTokenRequest request) => inner.GetKey(request);

    public string? GetCredentialState() => (inner as IReplaceableCredential)?.GetCredentialState();

    public async ValueTask<TokenGrant> RequestTokenAsync(TokenSourceContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await RequestAsync(context, cancellationToken).ConfigureAwait(false);
        }
        catch (SignInRequiredException failure)
        {
            // A user signs in for the other resource, which does not change the record of this one. So the next attempt is made after a
            // pause, rather than after a change of the record.
            throw new TokenRequestException(failure.Problem, failure.Detail, failure);
        }
    }

    private async ValueTask<TokenGrant> RequestAsync(TokenSourceContext context, CancellationToken cancellationToken)
    {
        if (context.Record?.RefreshToken is { Length: > 0 }
            || await FindAsync(cancellationToken).ConfigureAwait(false) is not { RefreshToken: { Length: > 0 } token } other)
        {
            return await inner.RequestTokenAsync(context, cancellationToken).ConfigureAwait(false);
        }

        // The scopes of the other consent don't limit this request.
        var record = context.Record?.Clone() ?? new TokenRecord();
        (record.RefreshToken, record.Scope) = (token, null);
        (record.Issuer, record.Subject, record.UserName) = (other.Issuer, other.Subject, other.UserName);
        record.SignedInAt ??= other.SignedInAt;
        return await inner.RequestTokenAsync(context.With(record), cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<TokenRecord?> FindAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await store.ReadAsync(related, cancellationToken).ConfigureAwait(false))?.Record;
        }
        catch (TokenStoreException)
        {
            // The record of the other resource has its own failure. The user can sign in for this one.
            return null;
        }
    }
}
