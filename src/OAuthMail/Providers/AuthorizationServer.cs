namespace OAuthMail;

/// <summary>
/// An authorization server's endpoints and habits. Every endpoint is an absolute https address; where a tenant is part of it,
/// it has been filled in.
/// </summary>
public sealed class AuthorizationServer
{
    /// <summary>Describes a server.</summary>
    /// <param name="tokenEndpoint">Where tokens are requested (RFC 6749 section 3.2).</param>
    /// <exception cref="ArgumentNullException"><paramref name="tokenEndpoint"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="tokenEndpoint"/> is not an absolute https address without a fragment.</exception>
    public AuthorizationServer(Uri tokenEndpoint) => TokenEndpoint = RequireHttps(tokenEndpoint, nameof(tokenEndpoint));

    /// <summary>Where tokens are requested (RFC 6749 section 3.2).</summary>
    public Uri TokenEndpoint { get; }

    /// <summary>Where a person signs in (RFC 6749 section 3.1), where that is possible.</summary>
    public Uri? AuthorizationEndpoint { get => _authorizationEndpoint; set => _authorizationEndpoint = value is null ? null : RequireHttps(value, nameof(value)); }

    /// <summary>Where a device gets its codes (RFC 8628 section 3.1), where that is possible.</summary>
    public Uri? DeviceAuthorizationEndpoint { get => _deviceAuthorizationEndpoint; set => _deviceAuthorizationEndpoint = value is null ? null : RequireHttps(value, nameof(value)); }

    /// <summary>Where tokens are revoked (RFC 7009), where that is possible.</summary>
    public Uri? RevocationEndpoint { get => _revocationEndpoint; set => _revocationEndpoint = value is null ? null : RequireHttps(value, nameof(value)); }

    /// <summary>The issuer, exactly as the server spells it, where it is known.</summary>
    public string? Issuer { get; set; }

    /// <summary>Whether the server promises <c>iss</c> in its redirects (RFC 9207), so that one without it is an attack.</summary>
    public bool SendsIssuerInRedirects { get; set; }

    /// <summary>The audience of client assertions.</summary>
    /// <value>Null, for the token endpoint's address, is what every known server takes.</value>
    public string? AssertionAudience { get; set; }

    /// <summary>The grant type with which a device asks for its token.</summary>
    /// <value>The name of RFC 8628 by default; Yandex has a shorter one.</value>
    public string DeviceGrantType { get; set; } = "urn:ietf:params:oauth:grant-type:device_code";

    private Uri? _authorizationEndpoint;
    private Uri? _deviceAuthorizationEndpoint;
    private Uri? _revocationEndpoint;

    /// <summary>The token endpoint.</summary>
    /// <returns>The address as text.</returns>
    public override string ToString() => TokenEndpoint.AbsoluteUri;

    internal static bool IsHttps(Uri? uri) => uri is { IsAbsoluteUri: true, Scheme: "https", Fragment.Length: 0, UserInfo.Length: 0 };

    private static Uri RequireHttps(Uri uri, string parameter)
    {
        ArgumentNullException.ThrowIfNull(uri, parameter);
        if (IsHttps(uri)) return uri;

        // A login in it is not shown.
        var shown = uri.IsAbsoluteUri && uri.UserInfo.Length > 0 ? "An address with a login" : $"'{uri}'";
        throw new ArgumentException($"{shown} is not an absolute https address without user name and fragment.", parameter);
    }
}
