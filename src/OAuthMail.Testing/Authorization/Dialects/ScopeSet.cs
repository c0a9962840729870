namespace OAuthMail.Testing.Authorization.Dialects;

/// <summary>Represents the result of a scope request.</summary>
/// <param name="Granted">The scopes in the token response.</param>
/// <param name="Audience">The resource that the access token is for.</param>
/// <param name="TokenScopes">The scopes in the access token.</param>
/// <param name="Roles">The roles in the access token of an application without a user.</param>
internal sealed record ScopeSet(
    IReadOnlyList<string> Granted, string Audience, IReadOnlyList<string> TokenScopes, IReadOnlyList<string> Roles);
