using System.Text.Json;
using OAuthMail.Errors;

namespace OAuthMail.Flows;

/// <summary>Reads error answers (RFC 6749 section 5.2) defensively and finds their row in the catalogue.</summary>
internal static class TokenErrors
{
    private const int MaximumText = 2000;

    /// <summary>A challenge is repeated word for word, and half of one would be worse than none. It has to fit into an address.</summary>
    private const int MaximumClaims = 16_000;

    /// <summary>Entra's own advice for a request that it saw too often; asking before prolongs it.</summary>
    private static readonly TimeSpan PauseAfterLoop = TimeSpan.FromMinutes(5);

    public static TokenRequestException FromAnswer(
        Uri endpoint, OAuthAnswer answer, RequestSafety safety, ClientRegistration? client = null)
    {
        var error = Read(answer);

        // What is repeated freely presents nothing that a person gave.
        var problem = TokenErrorCatalogue.Find(
            answer.Status, error, isRefresh: safety == RequestSafety.RepeatableOnce, isApplication: safety == RequestSafety.Repeatable);
        var words = error.Error is null
            ? $"answered {(int)answer.Status} without an OAuth error ({Describe(answer)})"
            : $"answered {(int)answer.Status} {error.Error}{(error.Description is null ? "" : $": {error.Description}")}";
        return new TokenRequestException(
            problem, string.Join(" ", TokenErrorNotes.All(problem, error, endpoint, client).Prepend(AsSentence($"{endpoint} {words}"))))
        {
            StatusCode = answer.Status,
            Error = error.Error,
            ErrorDescription = error.Description,
            ErrorSubcode = error.Subcode,
            ErrorCodes = error.Codes,
            Claims = error.Claims,
            CorrelationId = error.CorrelationId,
            TraceId = error.TraceId,
            Timestamp = error.Timestamp,
            RetryAfter = problem == Problems.RequestLoop && !(answer.RetryAfter > PauseAfterLoop) ? PauseAfterLoop : answer.RetryAfter,
        };
    }

    /// <summary>A success that is none.</summary>
    public static TokenRequestException Invalid(Uri endpoint, OAuthAnswer answer, string why, Exception? cause = null) =>
        new(
            Problems.TokenAnswerInvalid, $"{endpoint} answered {(int)answer.Status}, but {why} ({Describe(answer)})",
            cause) { StatusCode = answer.Status };

    /// <summary>A success that is not even JSON. No authorization server answers a program with a web page.</summary>
    public static TokenRequestException NotJson(Uri endpoint, OAuthAnswer answer, string why = "it is not JSON") => answer.IsWebPage
        ? new TokenRequestException(
            Problems.AuthorizationServerIntercepted,
            $"{endpoint} answered {(int)answer.Status} with a web page ({Describe(answer)}): what answered is not the authorization server, but a captive portal or a proxy")
        {
            StatusCode = answer.Status,
        }
        : Invalid(endpoint, answer, why);

    /// <summary>Says what came instead of an answer, without repeating it: it could hold anything.</summary>
    public static string Describe(OAuthAnswer answer) =>
        $"{(answer.MediaType is null ? "no content type" : Clean(answer.MediaType))}, {(answer.Truncated ? "more than " : "")}{answer.Body.Length} bytes";

    private static string AsSentence(string text) => text[text.Length - 1] is '.' or '!' or '?' ? text : $"{text}.";

    private static TokenError Read(OAuthAnswer answer)
    {
        if (answer.Truncated) return new TokenError();
        string? Words(JsonElement root, string name) => Text(root, name) is { } text ? answer.Redactor?.Clean(text) ?? text : null;
        try
        {
            using var document = JsonDocument.Parse(answer.Body, new JsonDocumentOptions { MaxDepth = 16 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return new TokenError();
            return new TokenError
            {
                Error = Text(root, "error") is { } code && IsCode(code) ? code : Words(root, "error"),
                Description = Words(root, "error_description"),
                Subcode = Words(root, "suberror") ?? Words(root, "error_subtype"),
                Codes = Codes(root),
                Claims = Raw(root, "claims") is { Length: <= MaximumClaims } claims ? claims : null,
                CorrelationId = Words(root, "correlation_id"),
                TraceId = Words(root, "trace_id"),
                Timestamp = Words(root, "timestamp"),
            };
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return new TokenError();
        }
    }

    /// <summary>A word of the standard's, whatever the secret is. Anything else in its place may repeat what was sent.</summary>
    private static bool IsCode(string text) => text.Length <= 40 && text.All(c => c is (>= 'a' and <= 'z') or '_');

    private static string? Text(JsonElement root, string name) =>
        Raw(root, name) is { } text ? Clean(text) : null;

    private static string? Raw(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    private static List<int> Codes(JsonElement root)
    {
        var codes = new List<int>();
        if (!root.TryGetProperty("error_codes", out var list) || list.ValueKind != JsonValueKind.Array) return codes;
        foreach (var code in list.EnumerateArray())
        {
            if (code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var number) && codes.Count < 16) codes.Add(number);
        }

        return codes;
    }

    private static string Clean(string text) => ForeignText.Clean(text, MaximumText).Trim();
}
