namespace OAuthMail.Testing.Authorization.Dialects;

/// <summary>Stops the handling of a request with an OAuth error response.</summary>
internal sealed class OAuthErrorException(OAuthErrorResponse response) : Exception(response.Description)
{
    public OAuthErrorResponse Response { get; } = response;
}
