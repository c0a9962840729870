namespace OAuthMail.Testing.Authorization.Dialects;

/// <summary>Ends the handling of a request with a refusal.</summary>
internal sealed class RefusedException(Refusal refusal) : Exception(refusal.Description)
{
    public Refusal Refusal { get; } = refusal;
}
