using System.Text;
using Microsoft.Identity.Client;
using OAuthMail.Storage;

namespace OAuthMail.Microsoft.Msal;

/// <summary>
/// MSAL's cache of one person, kept in the account's own record: read from it before a call, written with the new token under the
/// lease that the renewal holds. The refresh token beside it decides: a cache that belongs to another one is of a former sign-in.
/// </summary>
internal sealed class MsalCache
{
    private const string Cache = "msal";
    private const string Account = "msal-account";
    private const string RefreshToken = "msal-refresh-token";

    private byte[]? _data;
    private bool _isCurrent;

    private MsalCache(byte[]? data, string? account)
    {
        _data = data;
        AccountId = account;
    }

    /// <summary>Whose cache it is, in MSAL's words; null if there is none.</summary>
    public string? AccountId { get; private set; }

    public static MsalCache Read(TokenRecord? record)
    {
        if (record?.RefreshToken is { } refreshToken
            && record.Properties.TryGetValue(RefreshToken, out var owner) && owner == Fingerprint(refreshToken)
            && record.Properties.TryGetValue(Account, out var account)
            && record.Properties.TryGetValue(Cache, out var text))
        {
            return new MsalCache(Encoding.UTF8.GetBytes(text), account);
        }

        return new MsalCache(null, null);
    }

    public void Attach(IClientApplicationBase application)
    {
        application.UserTokenCache.SetBeforeAccess(access => Load(access.TokenCache));
        application.UserTokenCache.SetAfterAccess(access =>
        {
            if (access.HasStateChanged) _data = access.TokenCache.SerializeMsalV3();
        });
    }

    public void Remember(AuthenticationResult result)
    {
        AccountId = result.Account?.HomeAccountId?.Identifier ?? AccountId;
        _isCurrent = true;
    }

    /// <summary>
    /// Lays the cache beside the tokens that are stored next. One that MSAL could not bring up to date is taken away: it has the former
    /// refresh token in it, and would present that one.
    /// </summary>
    public void AddTo(TokenGrant grant, TokenRecord? before)
    {
        var owner = _isCurrent && _data is not null && AccountId is not null ? grant.RefreshToken ?? before?.RefreshToken : null;
        grant.Properties[Cache] = owner is null ? null : Encoding.UTF8.GetString(_data!);
        grant.Properties[Account] = owner is null ? null : AccountId;
        grant.Properties[RefreshToken] = owner is null ? null : Fingerprint(owner);
    }

    private void Load(ITokenCacheSerializer cache)
    {
        try
        {
            if (_data is not null) cache.DeserializeMsalV3(_data, shouldClearExistingCache: true);
        }
        catch (MsalException)
        {
            // Of a later version, or damaged: the refresh token that stands beside it makes a new one.
            (_data, AccountId) = (null, null);
        }
    }

    private static string Fingerprint(string refreshToken) => Hashing.Fingerprint("msal-refresh-token", refreshToken);
}
