using OAuthMail.Testing.Authorization.Dialects;

namespace OAuthMail.Testing.Authorization.Grants;

/// <summary>A token request, read and with its client proven.</summary>
/// <param name="Client">Who asks; null only for a grant that names its client itself.</param>
/// <param name="Parameters">The form.</param>
/// <param name="Audiences">What a signed grant may name as its audience.</param>
internal sealed record GrantRequest(TestClient? Client, IReadOnlyDictionary<string, string> Parameters, IReadOnlyList<string> Audiences)
{
    public IReadOnlyList<string> Scopes => Parameters.GetValueOrDefault("scope", "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    public string Required(string name) =>
        Parameters.GetValueOrDefault(name) is { Length: > 0 } value ? value : throw OAuthErrors.Parameter(name, "missing").ToException();

    public string? Optional(string name) => Parameters.GetValueOrDefault(name);
}
