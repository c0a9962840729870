using System.Net.Http.Headers;
using System.Text;
using OAuthMail.Flows.Requests;

namespace OAuthMail;

/// <summary>A secret that the application shares with the authorization server. Its text form never shows it.</summary>
public sealed class ClientSecret : ClientCredential
{
    private readonly Func<string> _getSecret;

    /// <summary>Takes a secret.</summary>
    /// <param name="secret">The secret: at Microsoft its <em>value</em>, not its id.</param>
    /// <param name="placement">Where it is sent.</param>
    /// <exception cref="ArgumentException"><paramref name="secret"/> is null or empty.</exception>
    public ClientSecret(string secret, ClientSecretPlacement placement = ClientSecretPlacement.Form)
        : this(secret, () => secret, placement) => ArgumentException.ThrowIfNullOrEmpty(secret);

    /// <summary>Takes a secret that may be replaced. The fingerprint stays the first one's: the key of a token is made once.</summary>
    /// <param name="secret">The secret as it is now.</param>
    /// <param name="getSecret">Called for every request.</param>
    /// <param name="placement">Where it is sent.</param>
    internal ClientSecret(string secret, Func<string> getSecret, ClientSecretPlacement placement)
        : base(CreateFingerprint(secret))
    {
        _getSecret = getSecret;
        Placement = placement;
    }

    /// <summary>Where the secret is sent.</summary>
    public ClientSecretPlacement Placement { get; }

    /// <summary>When the secret ends, where its owner wrote that down: a server does not say so before it has happened.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>Names the kind of credential, never the secret.</summary>
    /// <returns>A constant.</returns>
    public override string ToString() => "ClientSecret";

    internal override string? GetState() => CreateFingerprint(_getSecret());

    internal override ValueTask ApplyAsync(TokenRequest request, string clientId, CancellationToken cancellationToken)
    {
        var secret = _getSecret();
        if (Placement == ClientSecretPlacement.Form)
        {
            request.Form["client_id"] = clientId;
            request.Form["client_secret"] = secret;
        }
        else
        {
            // Both are form-encoded first (RFC 6749 section 2.3.1), or a colon or a plus in them would change their meaning.
            var pair = $"{FormEncoding.Encode(clientId)}:{FormEncoding.Encode(secret)}";
            request.HeaderSecret = secret;
            request.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(pair)));
        }

        return default;
    }

    private static string CreateFingerprint(string secret) => Hashing.Fingerprint("client-secret", secret);
}
