using OAuthMail.Errors;

namespace OAuthMail.Flows;

/// <summary>What is known on this side of a refusal and helps whoever reads it, each as a sentence.</summary>
internal static class TokenErrorNotes
{
    private const int MaximumId = 100;

    public static IEnumerable<string> All(Problem problem, TokenError error, Uri endpoint, ClientRegistration? client)
    {
        if (problem == Problems.ClientUnknown && client is not null)
        {
            yield return $"The client id was '{client}'{(Tenant(endpoint) is { } tenant ? $", the tenant '{tenant}'" : "")}.";
        }
        if (problem == Problems.ClientSecretExpired && client?.Credential is ClientSecret { ExpiresAt: { } end })
        {
            yield return $"The end that is configured for the secret is {end.UtcDateTime:u}.";
        }
        if (error.CorrelationId is { } correlation && !(error.Description?.Contains(correlation) ?? false))
        {
            yield return $"Correlation id {ForeignText.Clean(correlation, MaximumId)}{(error.Timestamp is { } time ? $", at {ForeignText.Clean(time, MaximumId)}" : "")}.";
        }
    }

    /// <summary>The tenant that was asked, where the address has Entra's form.</summary>
    private static string? Tenant(Uri endpoint) =>
        endpoint.AbsolutePath.EndsWith("/oauth2/v2.0/token", StringComparison.Ordinal) && endpoint.Segments.Length == 5
            ? endpoint.Segments[1].TrimEnd('/')
            : null;
}
