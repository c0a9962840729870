using System.Globalization;
using System.Text;
using System.Text.Json;
using OAuthMail.Errors;
using OAuthMail.Flows.Requests;
using OAuthMail.Tokens;

namespace OAuthMail.Flows;

/// <summary>Parses successful token responses (RFC 6749 section 5.1). The content is untrusted.</summary>
internal static class TokenAnswer
{
    /// <summary>The lifetime of a token if the server does not return one, which RFC 6749 only recommends.</summary>
    private static readonly TimeSpan AssumedLifetime = TimeSpan.FromHours(1);

    private static readonly TimeSpan MaximumLifetime = TimeSpan.FromDays(3650);

    /// <summary>Parses a response.</summary>
    /// <param name="endpoint">The endpoint, for messages.</param>
    /// <param name="answer">The response, which is not a transient error.</param>
    /// <param name="safety">The kind of the request.</param>
    /// <param name="client">The client that sent the request.</param>
    /// <param name="askedAt">The time at which the request was sent. The lifetime starts at this time.</param>
    public static TokenGrant Read(Uri endpoint, OAuthAnswer answer, RequestSafety safety, ClientRegistration client, DateTimeOffset askedAt)
    {
        if (!answer.IsSuccess) throw TokenErrors.FromAnswer(endpoint, answer, safety, client);
        if (answer.Truncated) throw TokenErrors.NotJson(endpoint, answer, "the response is too large");
        try
        {
            using var document = Parse(answer);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw TokenErrors.Invalid(endpoint, answer, "the response is not a JSON object");
            try
            {
                // Some servers return errors with status 200.
                return JwtPayload.Get(root, "error") is not null && JwtPayload.Get(root, "access_token") is null
                    ? throw TokenErrors.FromAnswer(endpoint, answer, safety, client)
                    : Read(endpoint, answer, root, client, askedAt);
            }
            catch (TokenRequestException failure)
            {
                // The server may have revoked the previous refresh token. The new one must be stored, whatever else is wrong.
                failure.IssuedRefreshToken = ResponseJson.GetText(root, "refresh_token");
                throw;
            }
        }
        catch (JsonException)
        {
            throw TokenErrors.NotJson(endpoint, answer);
        }
        catch (InvalidOperationException failure)
        {
            throw TokenErrors.Invalid(endpoint, answer, "the response is not JSON", failure);
        }
    }

    /// <summary>Parses JSON. Some servers send a form instead, whose fields become members.</summary>
    private static JsonDocument Parse(OAuthAnswer answer)
    {
        // The content decides, because content types are not reliable.
        var isForm = answer.Body.AsSpan().IndexOf("access_token="u8) >= 0 && Array.IndexOf(answer.Body, (byte)'{') < 0;
        if (!isForm) return ResponseJson.Parse(answer.Body);
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var field in FormEncoding.Decode(Encoding.UTF8.GetString(answer.Body))) writer.WriteString(field.Key, field.Value);
            writer.WriteEndObject();
        }

        return ResponseJson.Parse(buffer.ToArray());
    }

    private static TokenGrant Read(
        Uri endpoint, OAuthAnswer answer, JsonElement root, ClientRegistration client, DateTimeOffset askedAt)
    {
        var type = ResponseJson.GetText(root, "token_type");
        if (type is not null && !type.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            var shown = ForeignText.Clean(type, 40);
            throw TokenErrors.Invalid(
                endpoint, answer,
                $"token_type is '{answer.Redactor?.Clean(shown) ?? shown}', and mail servers accept only bearer tokens");
        }

        var value = ResponseJson.GetText(root, "access_token");
        if (string.IsNullOrEmpty(value)) throw TokenErrors.Invalid(endpoint, answer, "the response has no access_token");

        // Zero and negative lifetimes come from servers that do not know the lifetime.
        var lifetime = ReadSeconds(root, "expires_in") is { } seconds && seconds > TimeSpan.Zero ? seconds : AssumedLifetime;
        try
        {
            return new TokenGrant(new AccessToken(value!, askedAt, askedAt + lifetime))
            {
                RefreshToken = ResponseJson.GetText(root, "refresh_token"),
                RefreshTokenExpiresAt = ReadRefreshLifetime(root) is { } rest ? askedAt + rest : null,
                Scope = ResponseJson.GetText(root, "scope"),
                Identity = ResponseJson.GetText(root, "id_token") is { } idToken ? IdToken.TryRead(idToken, client.ClientId) : null,
            };
        }
        catch (ArgumentException unusable)
        {
            throw TokenErrors.Invalid(endpoint, answer, unusable.Message, unusable);
        }
    }

    /// <summary>
    /// Reads the lifetime of the refresh token. No standard defines it: Microsoft, Google and others name it
    /// <c>refresh_token_expires_in</c>, Keycloak <c>refresh_expires_in</c>. Zero means that it is unknown or unlimited.
    /// </summary>
    private static TimeSpan? ReadRefreshLifetime(JsonElement root) =>
        (ReadSeconds(root, "refresh_token_expires_in") ?? ReadSeconds(root, "refresh_expires_in")) is { } rest && rest > TimeSpan.Zero
            ? rest
            : null;

    /// <summary>
    /// Reads a duration in seconds. The standards specify a number. Some servers send a string, and others omit it.
    /// </summary>
    public static TimeSpan? ReadSeconds(JsonElement root, string name)
    {
        if (JwtPayload.Get(root, name) is not { } value) return null;
        double seconds;
        if (value.ValueKind == JsonValueKind.Number) seconds = value.TryGetDouble(out var number) ? number : double.MaxValue;
        else if (!double.TryParse(JwtPayload.GetText(value), NumberStyles.Float, CultureInfo.InvariantCulture, out seconds))
        {
            return null;
        }
        if (double.IsNaN(seconds)) return null;
        return TimeSpan.FromSeconds(Math.Max(-1, Math.Min(seconds, MaximumLifetime.TotalSeconds)));
    }
}
