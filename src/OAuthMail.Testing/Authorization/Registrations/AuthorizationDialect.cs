namespace OAuthMail.Testing;

/// <summary>Specifies which authorization server is emulated: its paths, audiences, claims and error format.</summary>
public enum AuthorizationDialect
{
    /// <summary>
    /// The RFCs: discovery by RFC 8414 and OpenID Connect, errors by RFC 6749, access tokens by RFC 9068.
    /// </summary>
    Generic,

    /// <summary>
    /// Microsoft Entra ID: a tenant in the path, <c>.default</c> scopes, v1 audiences for Exchange, AADSTS errors.
    /// </summary>
    Entra,

    /// <summary>
    /// Google: refresh tokens that are not rotated, opaque access tokens, service accounts, Google's error texts.
    /// </summary>
    Google,
}
