using System.Globalization;
using System.Text.Json;
using OAuthMail.Errors;

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
            using var document = JsonDocument.Parse(answer.Body, new JsonDocumentOptions { MaxDepth = 16 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw TokenErrors.Invalid(endpoint, answer, "the response is not a JSON object");

            // Some servers return errors with status 200.
            if (root.TryGetProperty("error", out _) && !root.TryGetProperty("access_token", out _))
            {
                throw TokenErrors.FromAnswer(endpoint, answer, safety, client);
            }
            return Read(endpoint, answer, root, askedAt);
        }
        catch (JsonException)
        {
            throw TokenErrors.NotJson(endpoint, answer);
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException)
        {
            throw TokenErrors.Invalid(
                endpoint, answer, failure is ArgumentException ? failure.Message : "the response is not JSON", failure);
        }
    }

    private static TokenGrant Read(Uri endpoint, OAuthAnswer answer, JsonElement root, DateTimeOffset askedAt)
    {
        var type = Text(root, "token_type");
        if (type is not null && !type.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            throw TokenErrors.Invalid(
                endpoint, answer, $"token_type is '{ForeignText.Clean(type, 40)}', and mail servers accept only bearer tokens");
        }

        var value = Text(root, "access_token");
        if (string.IsNullOrEmpty(value)) throw TokenErrors.Invalid(endpoint, answer, "the response has no access_token");
        var lifetime = ReadSeconds(root, "expires_in") ?? AssumedLifetime;
        if (lifetime <= TimeSpan.Zero) throw TokenErrors.Invalid(endpoint, answer, "the token has already expired (expires_in)");

        return new TokenGrant(new AccessToken(value!, askedAt, askedAt + lifetime))
        {
            RefreshToken = Text(root, "refresh_token") is { Length: > 0 } refresh ? refresh : null,
            Scope = Text(root, "scope"),
            Identity = Text(root, "id_token") is { } idToken ? IdToken.TryRead(idToken) : null,
        };
    }

    /// <summary>
    /// Reads a duration in seconds. The standards specify a number. Some servers send a string, and others omit it.
    /// </summary>
    public static TimeSpan? ReadSeconds(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value)) return null;
        double seconds;
        if (value.ValueKind == JsonValueKind.Number) seconds = value.TryGetDouble(out var number) ? number : double.MaxValue;
        else if (
            value.ValueKind != JsonValueKind.String || !double.TryParse(
                value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out seconds))
        {
            return null;
        }
        if (double.IsNaN(seconds)) return null;
        return TimeSpan.FromSeconds(Math.Max(-1, Math.Min(seconds, MaximumLifetime.TotalSeconds)));
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
