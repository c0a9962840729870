using System.Net.Http.Headers;

namespace OAuthMail.Flows;

/// <summary>One attempt at a request to the token, device, or revocation endpoint, while it is put together.</summary>
internal sealed class TokenRequest(TimeProvider clock, string assertionAudience)
{
    public Dictionary<string, string> Form { get; } = new(StringComparer.Ordinal);

    public AuthenticationHeaderValue? Authorization { get; set; }

    public TimeProvider Clock { get; } = clock;

    /// <summary>Whom an assertion must be addressed to.</summary>
    public string AssertionAudience { get; } = assertionAudience;
}
