using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace OAuthMail.Testing.Authorization.Grants;

/// <summary>Finds the registered keys of a client that may have signed an assertion.</summary>
internal static class ClientKeys
{
    /// <summary>Returns the keys that the token's header names, or all keys of the client if it names none.</summary>
    public static IReadOnlyList<SecurityKey> Find(TestClient client, JsonWebToken token)
    {
        var sha256 = token.TryGetHeaderValue<string>("x5t#S256", out var thumbprint) ? Unpadded(thumbprint) : null;
        var sha1 = token.X5t is { Length: > 0 } x5t ? Unpadded(x5t) : null;
        var id = token.Kid is { Length: > 0 } kid ? kid : null;
        return
        [
            .. client.Keys.Where(key => sha256 is null && sha1 is null
                ? id is null || key.KeyId is null || key.KeyId == id
                : (sha256 is null || key.X5tS256 == sha256) && (sha1 is null || key.X5t == sha1)),
        ];
    }

    /// <summary>MSAL for Python pads the thumbprint, which Microsoft Entra ID accepts.</summary>
    private static string Unpadded(string thumbprint) => thumbprint.TrimEnd('=');
}
