using OAuthMail.Storage;

namespace OAuthMail.Reliability.Workers;

/// <summary>The access token that stands in a store.</summary>
internal static class StoredToken
{
    /// <summary>A request that it does not answer, however long it would last: for this one there must be a renewal.</summary>
    public static async Task<AccessTokenRequest> RefuseAsync(ITokenStore store, TokenKey key)
    {
        var record = (await store.ReadAsync(key))?.Record;
        return record is { AccessToken: { } value, IssuedAt: { } issued, ExpiresAt: { } expires }
            ? new AccessTokenRequest(rejectedToken: new AccessToken(value, issued, expires))
            : default;
    }
}
