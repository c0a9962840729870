using OAuthMail.Testing.Authorization.Jose;

namespace OAuthMail.Testing.Authorization.Grants;

/// <summary>Verifies what a client signed with the keys that it registered.</summary>
internal static class ClientKeys
{
    /// <summary>Whether one of the client's keys, the named one where the header names one, signed the token.</summary>
    public static bool Signed(TestClient client, JsonWebToken token, params ReadOnlySpan<string> algorithms)
    {
        if (!algorithms.Contains(token.Algorithm)) return false;
        var sha256 = JsonWebToken.Text(token.Header, "x5t#S256");
        var sha1 = JsonWebToken.Text(token.Header, "x5t");
        foreach (var key in client.Keys)
        {
            if (sha256 is not null && key.ThumbprintSha256 != sha256) continue;
            if (sha1 is not null && key.ThumbprintSha1 != sha1) continue;
            if (sha256 is null && sha1 is null && token.KeyId is not null && key.Id is not null && key.Id != token.KeyId) continue;
            if (token.IsSignedBy(key)) return true;
        }

        return false;
    }
}
