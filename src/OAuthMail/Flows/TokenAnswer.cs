using System.Globalization;
using System.Text.Json;
using OAuthMail.Errors;

namespace OAuthMail.Flows;

/// <summary>Reads successful token answers (RFC 6749 section 5.1) defensively.</summary>
internal static class TokenAnswer
{
    /// <summary>What is assumed where the server does not say how long a token lasts, which RFC 6749 only recommends.</summary>
    private static readonly TimeSpan AssumedLifetime = TimeSpan.FromHours(1);

    private static readonly TimeSpan MaximumLifetime = TimeSpan.FromDays(3650);

    /// <summary>Understands an answer.</summary>
    /// <param name="endpoint">Who answered, for messages.</param>
    /// <param name="answer">The answer, which is not transient.</param>
    /// <param name="safety">What kind of request it answers.</param>
    /// <param name="client">Who asked.</param>
    /// <param name="askedAt">When the request was sent: the lifetime counts from no later.</param>
    public static TokenGrant Read(Uri endpoint, OAuthAnswer answer, RequestSafety safety, ClientRegistration client, DateTimeOffset askedAt)
    {
        if (!answer.IsSuccess) throw TokenErrors.FromAnswer(endpoint, answer, safety, client);
        if (answer.Truncated) throw TokenErrors.NotJson(endpoint, answer, "it is larger than any token answer");
        try
        {
            using var document = JsonDocument.Parse(answer.Body, new JsonDocumentOptions { MaxDepth = 16 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw TokenErrors.Invalid(endpoint, answer, "it is not a JSON object");
            // Some servers answer errors with 200.
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
            throw TokenErrors.Invalid(endpoint, answer, failure is ArgumentException ? failure.Message : "it is not JSON", failure);
        }
    }

    private static TokenGrant Read(Uri endpoint, OAuthAnswer answer, JsonElement root, DateTimeOffset askedAt)
    {
        var type = Text(root, "token_type");
        if (type is not null && !type.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            throw TokenErrors.Invalid(
                endpoint, answer, $"its token_type is '{ForeignText.Clean(type, 40)}', and mail servers take only bearer tokens");
        }

        var value = Text(root, "access_token");
        if (string.IsNullOrEmpty(value)) throw TokenErrors.Invalid(endpoint, answer, "it has no access_token");
        var lifetime = ReadSeconds(root, "expires_in") ?? AssumedLifetime;
        if (lifetime <= TimeSpan.Zero) throw TokenErrors.Invalid(endpoint, answer, "its token has ended already (expires_in)");

        return new TokenGrant(new AccessToken(value!, askedAt, askedAt + lifetime))
        {
            RefreshToken = Text(root, "refresh_token") is { Length: > 0 } refresh ? refresh : null,
            Scope = Text(root, "scope"),
            Identity = Text(root, "id_token") is { } idToken ? IdToken.TryRead(idToken) : null,
        };
    }

    /// <summary>A duration in seconds: a number by the standards, a string at some servers, missing at others.</summary>
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
