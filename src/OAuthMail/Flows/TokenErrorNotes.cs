using OAuthMail.Errors;
using OAuthMail.Errors.Recognition;

namespace OAuthMail.Flows;

/// <summary>Adds known facts to the error of a token request that help to find its cause.</summary>
internal static class TokenErrorNotes
{
    private const int MaximumId = 100;

    public static IEnumerable<string> All(Problem problem, TokenError error, Uri endpoint, ClientRegistration? client)
    {
        if (problem == Problems.ClientUnknown && client is not null)
        {
            yield return $"The client ID is '{client}'{(Tenant(endpoint) is { } tenant ? $", the tenant is '{tenant}'" : "")}.";
        }
        if (problem == Problems.ClientSecretExpired && client?.Credential is ClientSecret { ExpiresAt: { } end })
        {
            yield return $"The configured expiration of the secret is {end.UtcDateTime:u}.";
        }
        if (client?.Credential is PrivateKeyJwt { Algorithm: var algorithm }
            && (problem == Problems.ClientRefused || problem == Problems.ClientAssertionRefused || problem == Problems.ClientNotAllowed))
        {
            yield return $"The client assertion was signed with {algorithm}. If the registration requires another algorithm, "
                + "such as RS256, set CertificateAlgorithm.";
        }
        if (error.CorrelationId is { } correlation && !(error.Description?.Contains(correlation) ?? false))
        {
            var timestamp = error.Timestamp is { } time ? $", timestamp {ForeignText.Clean(time, MaximumId)}" : "";
            yield return $"Correlation ID {ForeignText.Clean(correlation, MaximumId)}{timestamp}.";
        }
    }

    /// <summary>Returns the tenant if the URL is that of a token endpoint of Microsoft Entra ID.</summary>
    public static string? Tenant(Uri endpoint) =>
        endpoint.AbsolutePath.EndsWith("/oauth2/v2.0/token", StringComparison.Ordinal) && endpoint.Segments.Length == 5
            ? endpoint.Segments[1].TrimEnd('/')
            : null;
}
