using System.Net.Http.Headers;
using System.Text;
using OAuthMail.Configuration.Validation;
using OAuthMail.Flows.Requests;

namespace OAuthMail;

/// <summary>
/// Authenticates an application with a secret that it shares with the authorization server. Its text does not contain the secret.
/// </summary>
public sealed class ClientSecret : ClientCredential
{
    private readonly Func<string> _getSecret;
    private readonly Func<string?>? _findError;

    /// <summary>Creates a credential.</summary>
    /// <param name="secret">The secret. At Microsoft it is the <em>value</em>, not the id.</param>
    /// <param name="placement">Where requests carry the secret.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="secret"/> is <see langword="null"/> or empty, is in quotation marks, contains a line break or an invisible
    /// character, or begins or ends with a space.
    /// </exception>
    public ClientSecret(string secret, ClientSecretPlacement placement = ClientSecretPlacement.Form)
        : this(secret, () => secret, placement)
    {
        ArgumentException.ThrowIfNullOrEmpty(secret);
        if (CopiedText.FindErrorInSecret(secret) is { } error) throw new ArgumentException(error, nameof(secret));
    }

    /// <summary>
    /// Creates a credential whose secret can change. The fingerprint remains that of the first secret, because the key of a token is
    /// computed once.
    /// </summary>
    /// <param name="secret">The current secret.</param>
    /// <param name="getSecret">Returns the current secret. It is called for every request.</param>
    /// <param name="placement">Where requests carry the secret.</param>
    /// <param name="findError">
    /// Returns why the current secret cannot be read, or <see langword="null"/> if it can; or <see langword="null"/> for a constant secret.
    /// </param>
    internal ClientSecret(string secret, Func<string> getSecret, ClientSecretPlacement placement, Func<string?>? findError = null)
        : base(CreateFingerprint(secret))
    {
        _getSecret = getSecret;
        _findError = findError;
        Placement = EnumArgument.Require(placement);
    }

    /// <summary>Gets where requests carry the secret.</summary>
    public ClientSecretPlacement Placement { get; }

    /// <summary>Gets or sets when the secret expires, if it is known. Servers report it only after it has happened.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>Returns the kind of credential, without the secret.</summary>
    /// <returns>A constant.</returns>
    public override string ToString() => "ClientSecret";

    /// <summary>Returns why the current secret cannot be read. Requests then use the previous one.</summary>
    internal string? FindError() => _findError?.Invoke();

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
            // Both are form-encoded first (RFC 6749 section 2.3.1); otherwise a colon or a plus sign would change their meaning.
            var pair = $"{FormEncoding.Encode(clientId)}:{FormEncoding.Encode(secret)}";
            request.HeaderSecret = secret;
            request.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(pair)));
        }

        return default;
    }

    private static string CreateFingerprint(string secret) => Hashing.Fingerprint("client-secret", secret);
}
