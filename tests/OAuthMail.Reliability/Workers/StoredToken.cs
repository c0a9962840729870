using OAuthMail.Storage;

namespace OAuthMail.Reliability.Workers;

/// <summary>Reads the stored access token.</summary>
internal static class StoredToken
{
    /// <summary>Returns a request that the stored token cannot fulfill, which forces a renewal.</summary>
    public static async Task<AccessTokenRequest> RefuseAsync(ITokenStore store, TokenKey key)
    {
        var record = (await store.ReadAsync(key))?.Record;
        return record is { AccessToken: { } value, IssuedAt: { } issued, ExpiresAt: { } expires }
            ? new AccessTokenRequest(rejectedToken: new AccessToken(value, issued, expires))
            : default;
    }
}
