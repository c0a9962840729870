namespace OAuthMail.Testing.Authorization.Dialects;

/// <summary>What a set of scopes comes to: what the answer names, whom the token is for, and what it says.</summary>
/// <param name="Granted">The scopes as the token response names them.</param>
/// <param name="Audience">The resource that the access token is for.</param>
/// <param name="TokenScopes">The scopes as the access token names them.</param>
/// <param name="Roles">The roles in the access token, of an application without a user.</param>
internal sealed record ScopeSet(
    IReadOnlyList<string> Granted, string Audience, IReadOnlyList<string> TokenScopes, IReadOnlyList<string> Roles);
