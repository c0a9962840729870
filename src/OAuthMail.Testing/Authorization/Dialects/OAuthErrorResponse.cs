namespace OAuthMail.Testing.Authorization.Dialects;

/// <summary>Represents an OAuth error response (RFC 6749 section 5.2). A dialect may format it differently.</summary>
internal sealed record OAuthErrorResponse(string Error, string Description, int Status = 400)
{
    /// <summary>Gets the number after <c>AADSTS</c>, or 0 if Microsoft Entra ID has no code for the error.</summary>
    public int EntraCode { get; init; }

    /// <summary>Gets the error code of Google, or <see langword="null"/> if it does not differ.</summary>
    public string? GoogleError { get; init; }

    /// <summary>Gets the error description of Google, or <see langword="null"/> if it does not differ.</summary>
    public string? GoogleText { get; init; }

    /// <summary>Gets the claims challenge, in the Entra dialect only.</summary>
    public string? Claims { get; init; }
}
