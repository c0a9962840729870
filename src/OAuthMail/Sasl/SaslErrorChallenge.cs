using System.Text;
using System.Text.Json;
using OAuthMail.Errors;

namespace OAuthMail;

/// <summary>
/// What a server says in the challenge that refuses a token (RFC 7628 section 3.2.2; Google sends the same shape for XOAUTH2).
/// Everything in it is the server's claim: do not send credentials where it points.
/// </summary>
public sealed class SaslErrorChallenge
{
    /// <summary>The longest challenge that is read, in base64 characters (RFC 4954 section 4).</summary>
    public const int MaximumLength = 12288;

    private const int MaximumMember = 1024;

    private SaslErrorChallenge(string json, string? status, string? schemes, string? scope, string? openIdConfiguration)
    {
        Json = json;
        Status = status;
        Schemes = schemes;
        Scope = scope;
        OpenIdConfiguration = openIdConfiguration;
    }

    /// <summary>The challenge as it was decoded, control characters made visible.</summary>
    public string Json { get; }

    /// <summary>The error: <c>invalid_token</c>, <c>insufficient_scope</c>, or a number such as <c>400</c> or <c>401</c> from Google.</summary>
    public string? Status { get; }

    /// <summary>The authentication schemes that the server names.</summary>
    public string? Schemes { get; }

    /// <summary>The scope that the token should have had.</summary>
    public string? Scope { get; }

    /// <summary>Where the server says its authorization server is described.</summary>
    public string? OpenIdConfiguration { get; }

    /// <summary>Decodes a challenge, whatever a server sends.</summary>
    /// <param name="challenge">The base64 text of the challenge line.</param>
    /// <returns>The challenge; null where it is empty, too long, or no base64 of a JSON object.</returns>
    public static SaslErrorChallenge? TryParse(string? challenge)
    {
        challenge = challenge?.Trim();
        if (challenge is null or { Length: 0 or > MaximumLength }) return null;
        try
        {
            return TryParse(Convert.FromBase64String(challenge));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Reads a challenge that was decoded from base64 already.</summary>
    /// <param name="challenge">The decoded bytes.</param>
    /// <returns>The challenge; null where it is too long or no JSON object.</returns>
    public static SaslErrorChallenge? TryParse(byte[]? challenge)
    {
        if (challenge is null or { Length: 0 or > MaximumLength }) return null;
        try
        {
            using var document = JsonDocument.Parse(challenge, new JsonDocumentOptions { MaxDepth = 8 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return null;
            return new SaslErrorChallenge(
                Visible(Encoding.UTF8.GetString(challenge), MaximumLength),
                Member(root, "status"), Member(root, "schemes"), Member(root, "scope"), Member(root, "openid-configuration"));
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The challenge as it was decoded.</summary>
    /// <returns><see cref="Json"/>.</returns>
    public override string ToString() => Json;

    private static string? Member(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => Visible(value.GetString()!, MaximumMember),
            JsonValueKind.Number => Visible(value.GetRawText(), MaximumMember),
            _ => null,
        };
    }

    /// <summary>Text from a server, with what a terminal would act on made visible.</summary>
    internal static string Visible(string text, int most) => ForeignText.Clean(text, most, '\ufffd');
}
