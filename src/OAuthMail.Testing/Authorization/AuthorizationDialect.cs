namespace OAuthMail.Testing;

/// <summary>Whose manners the authorization server has: its paths, its audiences and claims, and the shape of its errors.</summary>
public enum AuthorizationDialect
{
    /// <summary>The RFCs: discovery by RFC 8414 and OpenID Connect, errors by RFC 6749, access tokens by RFC 9068.</summary>
    Generic,

    /// <summary>Microsoft Entra ID: a tenant in the path, <c>.default</c> scopes, v1 audiences for Exchange, AADSTS errors.</summary>
    Entra,

    /// <summary>Google: refresh tokens that stay, opaque access tokens, service accounts, its own texts.</summary>
    Google,
}
