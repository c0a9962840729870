namespace OAuthMail.Testing.Authorization.Dialects;

/// <summary>Why a request is refused, in the words of RFC 6749 section 5.2; a dialect may say it in its own.</summary>
internal sealed record OAuthErrorResponse(string Error, string Description, int Status = 400)
{
    /// <summary>The number after AADSTS, where Entra has one.</summary>
    public int EntraCode { get; init; }

    /// <summary>Google's error code, where it is another one.</summary>
    public string? GoogleError { get; init; }

    /// <summary>Google's text.</summary>
    public string? GoogleText { get; init; }

    /// <summary>The claims challenge that goes with it, Entra only.</summary>
    public string? Claims { get; init; }
}
