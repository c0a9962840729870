using System.Text;
using Microsoft.Identity.Client;
using OAuthMail.Storage;

namespace OAuthMail.Microsoft.Msal;

/// <summary>
/// MSAL's cache of one user, stored in the account's record. It is read before a call, and written with the new token under the lease of
/// the renewal. The cache is bound to the refresh token of the record. A cache for another refresh token belongs to an earlier sign-in
/// and is ignored.
/// </summary>
internal sealed class MsalCache
{
    private const string CacheProperty = "msal";
    private const string AccountProperty = "msal-account";
    private const string RefreshTokenProperty = "msal-refresh-token";

    private byte[]? _data;
    private bool _isCurrent;

    private MsalCache(byte[]? data, string? account)
    {
        _data = data;
        AccountId = account;
    }

    /// <summary>Gets MSAL's identifier of the user, or <see langword="null"/> if the cache is empty.</summary>
    public string? AccountId { get; private set; }

    public static MsalCache Read(TokenRecord? record)
    {
        if (record?.RefreshToken is { } refreshToken
            && record.Properties.TryGetValue(RefreshTokenProperty, out var fingerprint) && fingerprint == Fingerprint(refreshToken)
            && record.Properties.TryGetValue(AccountProperty, out var account)
            && record.Properties.TryGetValue(CacheProperty, out var text))
        {
            return new MsalCache(Encoding.UTF8.GetBytes(text), account);
        }

        return new MsalCache(null, null);
    }

    /// <summary>Makes an application use this cache.</summary>
    public void Attach(IClientApplicationBase application)
    {
        application.UserTokenCache.SetBeforeAccess(access => Load(access.TokenCache));
        application.UserTokenCache.SetAfterAccess(access =>
        {
            if (access.HasStateChanged) _data = access.TokenCache.SerializeMsalV3();
        });
    }

    /// <summary>Records that MSAL processed the response and updated the cache.</summary>
    public void Accept(AuthenticationResult result)
    {
        AccountId = result.Account?.HomeAccountId?.Identifier ?? AccountId;
        _isCurrent = true;
    }

    /// <summary>
    /// Adds the cache to the values that are stored with the token. If MSAL could not update the cache, it is removed from the record,
    /// because it contains the previous refresh token and MSAL would send that one.
    /// </summary>
    public void WriteTo(TokenGrant grant, TokenRecord? previous)
    {
        var refreshToken = _isCurrent && _data is not null && AccountId is not null ? grant.RefreshToken ?? previous?.RefreshToken : null;
        grant.Properties[CacheProperty] = refreshToken is null ? null : Encoding.UTF8.GetString(_data!);
        grant.Properties[AccountProperty] = refreshToken is null ? null : AccountId;
        grant.Properties[RefreshTokenProperty] = refreshToken is null ? null : Fingerprint(refreshToken);
    }

    private void Load(ITokenCacheSerializer cache)
    {
        try
        {
            if (_data is not null) cache.DeserializeMsalV3(_data, shouldClearExistingCache: true);
        }
        catch (MsalException)
        {
            // A later version wrote the cache, or it is damaged. MSAL creates a new one from the refresh token of the record.
            (_data, AccountId) = (null, null);
        }
    }

    private static string Fingerprint(string refreshToken) => Hashing.Fingerprint("msal-refresh-token", refreshToken);
}
