using System.Net;
using System.Text;
using OAuthMail.Testing.Authorization.Dialects;

namespace OAuthMail.Testing.Authorization.Grants;

/// <summary>Authenticates clients (RFC 6749 section 2.3).</summary>
internal sealed class ClientAuthenticator(ServerState state)
{
    private readonly ClientAssertions _assertions = new(state.Time);

    /// <summary>Authenticates the client of a request.</summary>
    /// <param name="authorization">The Authorization header, or <see langword="null"/>.</param>
    /// <param name="parameters">The form parameters.</param>
    /// <param name="audiences">The audiences that are valid in an assertion.</param>
    /// <param name="note">Receives the client ID and the method as soon as they are known.</param>
    public TestClient Authenticate(
        string? authorization,
        IReadOnlyDictionary<string, string> parameters,
        IReadOnlyList<string> audiences,
        Action<string, ClientAuthentication> note)
    {
        var basic = ReadBasic(authorization);
        var post = parameters.GetValueOrDefault("client_secret");
        var assertion = parameters.GetValueOrDefault("client_assertion");
        var claimed = parameters.GetValueOrDefault("client_id");
        var method = basic is not null ? ClientAuthentication.SecretBasic
            : assertion is not null ? ClientAuthentication.PrivateKeyJwt
            : post is not null ? ClientAuthentication.SecretPost
            : ClientAuthentication.None;

        var id = basic?.Id ?? claimed ?? (assertion is null ? null : ClientAssertions.ClaimedIssuer(assertion));
        if (string.IsNullOrEmpty(id)) throw OAuthErrors.Parameter("client_id", "missing").ToException();
        note(id, method);
        if ((basic is not null ? 1 : 0) + (post is not null ? 1 : 0) + (assertion is not null ? 1 : 0) > 1)
            throw OAuthErrors.TwoCredentials.ToException();
        if (claimed is not null && claimed != id) throw OAuthErrors.TwoCredentials.ToException();

        var client = state.FindClient(id) ?? throw OAuthErrors.UnknownClient.ToException();
        if (client.IsPublic && method != ClientAuthentication.None) throw OAuthErrors.PublicWithCredential.ToException();
        switch (method)
        {
            case ClientAuthentication.None:
                return client.IsPublic ? client : throw OAuthErrors.CredentialMissing.ToException();
            case ClientAuthentication.PrivateKeyJwt:
                if (parameters.GetValueOrDefault("client_assertion_type") != ClientAssertions.Type)
                    throw OAuthErrors.Parameter("client_assertion_type", "missing or unknown").ToException();
                _assertions.Verify(assertion!, client, audiences);
                return client;
            default:
                var (known, ends) = client.FindSecret(basic?.Secret ?? post!);
                if (!known) throw OAuthErrors.WrongSecret.ToException();
                return ends <= state.Time.GetUtcNow() ? throw OAuthErrors.SecretExpired.ToException() : client;
        }
    }

    private static (string Id, string Secret)? ReadBasic(string? header)
    {
        if (header is null || !header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return null;
        string pair;
        try
        {
            pair = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Convert.FromBase64String(header["Basic ".Length..].Trim()));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw OAuthErrors.WrongSecret.ToException();
        }

        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) throw OAuthErrors.WrongSecret.ToException();

        // Client ID and secret are form-urlencoded before they are joined (RFC 6749 section 2.3.1).
        return (WebUtility.UrlDecode(pair[..colon]), WebUtility.UrlDecode(pair[(colon + 1)..]));
    }
}
