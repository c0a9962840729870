using System.Text;
using System.Text.Json;
using OAuthMail.Errors;
using OAuthMail.Tokens;

namespace OAuthMail;

/// <summary>
/// Contains the challenge with which a server rejects a token (RFC 7628 section 3.2.2; Google sends the same form for XOAUTH2). All
/// values are claims of the server. Do not send credentials to an address in them.
/// </summary>
public sealed class SaslErrorChallenge
{
    /// <summary>The maximum length of a challenge that is parsed, in base64 characters (RFC 4954 section 4).</summary>
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

    /// <summary>Gets the decoded challenge. Control characters are replaced.</summary>
    public string Json { get; }

    /// <summary>
    /// Gets the error: <c>invalid_token</c>, <c>insufficient_scope</c>, or a number such as <c>400</c> or <c>401</c> from Google.
    /// </summary>
    public string? Status { get; }

    /// <summary>Gets the authentication schemes that the server names, or <see langword="null"/> if it names none.</summary>
    public string? Schemes { get; }

    /// <summary>Gets the scope that the server requires, or <see langword="null"/> if it names none.</summary>
    public string? Scope { get; }

    /// <summary>
    /// Gets the address of the metadata of the server's authorization server, or <see langword="null"/> if it names none.
    /// </summary>
    public string? OpenIdConfiguration { get; }

    /// <summary>Parses the base64 text of a challenge.</summary>
    /// <param name="challenge">The base64 text of the challenge line.</param>
    /// <returns>The challenge, or <see langword="null"/> if the text is empty, too long, or not base64 of a JSON object.</returns>
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

    /// <summary>Parses the bytes of a challenge.</summary>
    /// <param name="challenge">The decoded bytes.</param>
    /// <returns>The challenge, or <see langword="null"/> if the bytes are too long or not a JSON object.</returns>
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

    /// <summary>Returns the decoded challenge.</summary>
    /// <returns><see cref="Json"/>.</returns>
    public override string ToString() => Json;

    private static string? Member(JsonElement root, string name)
    {
        if (JwtPayload.Get(root, name) is not { } value) return null;
        return value.ValueKind switch
        {
            JsonValueKind.String => JwtPayload.GetText(value) is { } text ? Visible(text, MaximumMember) : null,
            JsonValueKind.Number => Visible(value.GetRawText(), MaximumMember),
            _ => null,
        };
    }

    /// <summary>Returns text of a server in which characters that a terminal interprets are replaced.</summary>
    internal static string Visible(string text, int most) => ForeignText.Clean(text, most, '\ufffd');
}
