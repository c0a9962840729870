using System.Text;
using Microsoft.Identity.Client;
using OAuthMail.Storage;
using OAuthMail.Tokens;

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

    public void Remember(AuthenticationResult result) => AccountId = result.Account?.HomeAccountId?.Identifier ?? AccountId;

    /// <summary>Lays the cache beside the tokens that are stored next.</summary>
    public void AddTo(TokenGrant grant, TokenRecord? before)
    {
        if ((grant.RefreshToken ?? before?.RefreshToken) is not { } refreshToken || _data is null || AccountId is null) return;
        grant.Properties[Cache] = Encoding.UTF8.GetString(_data);
        grant.Properties[Account] = AccountId;
        grant.Properties[RefreshToken] = Fingerprint(refreshToken);
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
