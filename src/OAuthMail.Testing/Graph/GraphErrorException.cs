namespace OAuthMail.Testing.Graph;

/// <summary>An error response.</summary>
internal sealed class GraphErrorException(int status, string code, string message) : Exception(message)
{
    public int Status => status;

    public string Code => code;

    public string? RetryAfter { get; init; }
}
