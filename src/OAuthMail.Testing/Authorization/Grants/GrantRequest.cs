using OAuthMail.Testing.Authorization.Dialects;

namespace OAuthMail.Testing.Authorization.Grants;

/// <summary>Represents a token request of an authenticated client.</summary>
/// <param name="Client">The client, or <see langword="null"/> for a grant that authenticates its client itself.</param>
/// <param name="Parameters">The form parameters.</param>
/// <param name="Audiences">The audiences that are valid in a signed grant.</param>
internal sealed record GrantRequest(TestClient? Client, IReadOnlyDictionary<string, string> Parameters, IReadOnlyList<string> Audiences)
{
    public IReadOnlyList<string> Scopes => Parameters.GetValueOrDefault("scope", "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public string Required(string name) =>
        Parameters.GetValueOrDefault(name) is { Length: > 0 } value ? value : throw OAuthErrors.Parameter(name, "missing").ToException();

    public string? Optional(string name) => Parameters.GetValueOrDefault(name);
}
