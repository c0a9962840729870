namespace OAuthMail.Testing.Authorization.Dialects;

/// <summary>Ends the handling of a request with a refusal.</summary>
internal sealed class OAuthErrorException(OAuthErrorResponse response) : Exception(response.Description)
{
    public OAuthErrorResponse Response { get; } = response;
}
