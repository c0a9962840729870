namespace OAuthMail.Errors.Recognition;

/// <summary>
/// The ids and the time by which an authorization server finds a request in its log. Microsoft Entra sends them as members of the
/// response, and repeats them at the end of the description: <c>Trace ID: … Correlation ID: … Timestamp: …</c>. A redirect to the
/// program has only the description.
/// </summary>
internal static class RequestTrace
{
    private const int MaximumLength = 100;

    /// <summary>Takes the ids that are missing from the description.</summary>
    public static void Complete(TokenError error)
    {
        error.CorrelationId ??= Find(error.Description, "Correlation ID:", words: 1);
        error.TraceId ??= Find(error.Description, "Trace ID:", words: 1);
        error.Timestamp ??= Find(error.Description, "Timestamp:", words: 2);
    }

    /// <summary>Returns where to look for the request, or nothing if the server sent no id.</summary>
    public static IReadOnlyList<string> NextSteps(TokenError error, bool isEntra)
    {
        if (error.CorrelationId is null && error.TraceId is null) return [];
        var ids = new List<string>();
        if (error.CorrelationId is { } correlation) ids.Add($"correlation ID {ForeignText.Clean(correlation, MaximumLength)}");
        if (error.TraceId is { } trace) ids.Add($"request ID {ForeignText.Clean(trace, MaximumLength)}");
        var time = error.Timestamp is { } at ? $" at {ForeignText.Clean(at, MaximumLength)}" : "";
        var place = isEntra ? "the sign-in log of the Microsoft Entra admin center" : "the log of the authorization server";
        return [$"Look in {place} for {string.Join(", ", ids)}{time}."];
    }

    private static string? Find(string? description, string label, int words)
    {
        var at = description?.IndexOf(label, StringComparison.OrdinalIgnoreCase) ?? -1;
        if (at < 0) return null;
        var found = description!.Substring(at + label.Length)
            .Split([' ', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries).Take(words).ToArray();
        return found.Length == words ? string.Join(" ", found).TrimEnd('.', ',') : null;
    }
}
