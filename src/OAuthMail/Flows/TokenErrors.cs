using System.Text.Json;
using OAuthMail.Errors;
using OAuthMail.Errors.Recognition;
using OAuthMail.Tokens;

namespace OAuthMail.Flows;

/// <summary>Parses error responses (RFC 6749 section 5.2) and finds their problem in the catalogue. The content is untrusted.</summary>
internal static class TokenErrors
{
    private const int MaximumText = 2000;

    /// <summary>
    /// The maximum length of a claims challenge. It is sent back unchanged in a URL. A longer one is discarded, because a truncated one
    /// is useless.
    /// </summary>
    private const int MaximumClaims = 16_000;

    /// <summary>
    /// The pause that Microsoft Entra ID recommends after too many equal requests. An earlier request prolongs the block.
    /// </summary>
    private static readonly TimeSpan PauseAfterLoop = TimeSpan.FromMinutes(5);

    public static TokenRequestException FromAnswer(
        Uri endpoint, OAuthAnswer answer, RequestSafety safety, ClientRegistration? client = null)
    {
        var error = Read(answer);

        // A request that can be repeated freely contains no consent of a user. It is a request of the application itself.
        var problem = TokenErrorCatalogue.Find(
            answer.Status, error, isRefresh: safety == RequestSafety.RepeatableOnce, isApplication: safety == RequestSafety.Repeatable);
        var words = error.Error is null
            ? $"returned status {(int)answer.Status} without an OAuth error ({Describe(answer)})"
                + (error.Description is null ? "" : $": {error.Description}")
            : $"returned status {(int)answer.Status} with the error {error.Error}"
                + (error.Description is null ? "" : $": {error.Description}");
        return new TokenRequestException(
            problem, string.Join(" ", TokenErrorNotes.All(problem, error, endpoint, client).Prepend(AsSentence($"{endpoint} {words}"))))
        {
            Diagnosis = Diagnose(problem, error, endpoint, client),
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

    private static Diagnosis Diagnose(Problem problem, TokenError error, Uri endpoint, ClientRegistration? client)
    {
        var values = new RemedyValues { ClientId = client?.ClientId, Tenant = TokenErrorNotes.Tenant(endpoint) };
        var remedy = Remedies.Find(problem, MailVendors.OfHost(endpoint.Host), flow: null, values);
        var isEntra = MailVendors.OfHost(endpoint.Host) == MailVendor.Exchange || error.Codes.Count > 0;
        return new Diagnosis(
            [new DiagnosisCause(problem, remedy, newTokenMayHelp: false)], [], RequestTrace.NextSteps(error, isEntra));
    }

    /// <summary>Creates the error for a successful status with invalid content.</summary>
    public static TokenRequestException Invalid(Uri endpoint, OAuthAnswer answer, string why, Exception? cause = null) =>
        new(
            Problems.TokenAnswerInvalid, $"{endpoint} returned status {(int)answer.Status}, but {why} ({Describe(answer)}).",
            cause) { StatusCode = answer.Status };

    /// <summary>
    /// Creates the error for a successful status with content that is not JSON. An authorization server never responds to a program
    /// with a web page.
    /// </summary>
    public static TokenRequestException NotJson(Uri endpoint, OAuthAnswer answer, string why = "the response is not JSON") =>
        answer.IsWebPage
        ? new TokenRequestException(
            Problems.AuthorizationServerIntercepted,
            $"{endpoint} returned status {(int)answer.Status} with a web page ({Describe(answer)}). "
            + "A captive portal or a proxy responded instead of the authorization server.")
        {
            StatusCode = answer.Status,
        }
        : Invalid(endpoint, answer, why);

    /// <summary>
    /// Describes an invalid response without quoting it, because it could contain anything. Its content type can repeat a secret too.
    /// </summary>
    public static string Describe(OAuthAnswer answer) =>
        $"{(answer.MediaType is { } type ? Clean(answer.Redactor?.Clean(type) ?? type) : "no content type")}, "
        + $"{(answer.Truncated ? "more than " : "")}{answer.Body.Length} bytes";

    private static string AsSentence(string text) => text[text.Length - 1] is '.' or '!' or '?' ? text : $"{text}.";

    private static TokenError Read(OAuthAnswer answer)
    {
        if (answer.Truncated) return new TokenError { TraceId = answer.RequestId };
        string? Words(JsonElement root, string name) => Text(root, name) is { } text ? answer.Redactor?.Clean(text) ?? text : null;
        try
        {
            using var document = ResponseJson.Parse(answer.Body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return new TokenError { TraceId = answer.RequestId };

            // Gateways and some vendors do not use the standard's form: {"error":{"code":…,"message":…}}, {"msg":…}, {"message":…}.
            var nested = JwtPayload.Get(root, "error") is { ValueKind: JsonValueKind.Object } inner ? inner : default;
            var error = new TokenError
            {
                Error = Text(root, "error") is { } code && IsCode(code) ? code
                    : Words(root, "error") ?? Words(nested, "code") ?? Words(nested, "status") ?? Words(nested, "type"),
                Description = Words(root, "error_description") ?? Words(nested, "message")
                    ?? Words(root, "message") ?? Words(root, "msg") ?? Words(root, "detail") ?? Words(root, "title"),
                Subcode = Words(root, "suberror") ?? Words(root, "error_subtype"),
                Codes = Codes(root),
                Claims = ResponseJson.GetText(root, "claims") is { Length: <= MaximumClaims } claims ? claims : null,
                CorrelationId = Words(root, "correlation_id"),
                TraceId = Words(root, "trace_id"),
                Timestamp = Words(root, "timestamp"),
            };
            RequestTrace.Complete(error);
            error.TraceId ??= answer.RequestId;
            return error;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return new TokenError { TraceId = answer.RequestId };
        }
    }

    /// <summary>
    /// Returns whether a text has the form of the standard's error codes. These are never redacted. Any other text may repeat a secret
    /// of the request.
    /// </summary>
    private static bool IsCode(string text) => text.Length <= 40 && text.All(c => c is (>= 'a' and <= 'z') or '_');

    private static string? Text(JsonElement root, string name) =>
        ResponseJson.GetText(root, name) is { } text ? Clean(text) : null;

    private static List<int> Codes(JsonElement root)
    {
        var codes = new List<int>();
        if (JwtPayload.Get(root, "error_codes") is not { ValueKind: JsonValueKind.Array } list) return codes;
        foreach (var code in list.EnumerateArray())
        {
            if (code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var number) && codes.Count < 16) codes.Add(number);
        }

        return codes;
    }

    private static string Clean(string text) => ForeignText.Clean(text, MaximumText).Trim();
}
