namespace OAuthMail.Errors.Recognition;

/// <summary>The error response of an authorization server, as far as it could be parsed.</summary>
internal sealed class TokenError
{
    public string? Error { get; set; }

    public string? Description { get; set; }

    public string? Subcode { get; set; }

    public IReadOnlyList<int> Codes { get; set; } = [];

    public string? Claims { get; set; }

    public string? CorrelationId { get; set; }

    public string? TraceId { get; set; }

    public string? Timestamp { get; set; }

    /// <summary>Returns whether the description contains any of these words, without case.</summary>
    public bool Says(params string[] words) =>
        Description is { } description && Array.Exists(words, one => description.Contains(one, StringComparison.OrdinalIgnoreCase));
}
