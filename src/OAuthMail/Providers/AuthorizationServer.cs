namespace OAuthMail;

/// <summary>
/// Describes an authorization server. Every endpoint is an absolute https address, in which a tenant has replaced its placeholder.
/// </summary>
public sealed class AuthorizationServer
{
    /// <summary>Creates a description.</summary>
    /// <param name="tokenEndpoint">The token endpoint (RFC 6749 section 3.2).</param>
    /// <exception cref="ArgumentNullException"><paramref name="tokenEndpoint"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">
    /// <paramref name="tokenEndpoint"/> is not an absolute https address without a fragment.
    /// </exception>
    public AuthorizationServer(Uri tokenEndpoint) => TokenEndpoint = RequireHttps(tokenEndpoint, nameof(tokenEndpoint));

    /// <summary>Gets the token endpoint (RFC 6749 section 3.2).</summary>
    public Uri TokenEndpoint { get; }

    /// <summary>Gets or sets the authorization endpoint, where users sign in (RFC 6749 section 3.1), if there is one.</summary>
    public Uri? AuthorizationEndpoint
    {
        get => _authorizationEndpoint;
        set => _authorizationEndpoint = value is null ? null : RequireHttps(value, nameof(value));
    }

    /// <summary>Gets or sets the device authorization endpoint (RFC 8628 section 3.1), if there is one.</summary>
    public Uri? DeviceAuthorizationEndpoint
    {
        get => _deviceAuthorizationEndpoint;
        set => _deviceAuthorizationEndpoint = value is null ? null : RequireHttps(value, nameof(value));
    }

    /// <summary>Gets or sets the revocation endpoint (RFC 7009), if there is one.</summary>
    public Uri? RevocationEndpoint
    {
        get => _revocationEndpoint;
        set => _revocationEndpoint = value is null ? null : RequireHttps(value, nameof(value));
    }

    /// <summary>Gets or sets the issuer, exactly as the server writes it, or <see langword="null"/> if it is unknown.</summary>
    public string? Issuer { get; set; }

    /// <summary>
    /// Gets or sets whether the server sends <c>iss</c> in every redirect (RFC 9207). A redirect without it is then rejected as an
    /// attack.
    /// </summary>
    public bool SendsIssuerInRedirects { get; set; }

    /// <summary>Gets or sets the audience of client assertions.</summary>
    /// <value>The default is <see langword="null"/>: the address of the token endpoint, which all known servers accept.</value>
    public string? AssertionAudience { get; set; }

    /// <summary>
    /// Gets or sets the authentication methods of the token endpoint, such as <c>client_secret_basic</c> and <c>private_key_jwt</c> (RFC
    /// 8414 section 2, <c>token_endpoint_auth_methods_supported</c>).
    /// </summary>
    /// <value>The default is empty: unknown.</value>
    public IReadOnlyList<string> AuthenticationMethods { get; set; } = [];

    /// <summary>
    /// Gets or sets the algorithms of client assertions that the token endpoint accepts, such as <c>RS256</c> (RFC 8414 section 2,
    /// <c>token_endpoint_auth_signing_alg_values_supported</c>).
    /// </summary>
    /// <value>The default is empty: unknown.</value>
    public IReadOnlyList<string> AssertionAlgorithms { get; set; } = [];

    /// <summary>Gets or sets the grant type of token requests in the flow DeviceCode.</summary>
    /// <value>The default is the grant type of RFC 8628. Yandex has a shorter one.</value>
    public string DeviceGrantType { get; set; } = "urn:ietf:params:oauth:grant-type:device_code";

    private Uri? _authorizationEndpoint;
    private Uri? _deviceAuthorizationEndpoint;
    private Uri? _revocationEndpoint;

    /// <summary>Returns the token endpoint.</summary>
    /// <returns>The address as text.</returns>
    public override string ToString() => TokenEndpoint.AbsoluteUri;

    internal static bool IsHttps(Uri? uri) => uri is { IsAbsoluteUri: true, Scheme: "https", Fragment.Length: 0, UserInfo.Length: 0 };

    private static Uri RequireHttps(Uri uri, string parameter)
    {
        ArgumentNullException.ThrowIfNull(uri, parameter);
        if (IsHttps(uri)) return uri;

        // The address may contain a password, which must not be shown.
        var shown = uri.IsAbsoluteUri && uri.UserInfo.Length > 0 ? "An address with a user name" : $"'{uri}'";
        throw new ArgumentException($"{shown} isn't an absolute https address without a user name and a fragment.", parameter);
    }
}
