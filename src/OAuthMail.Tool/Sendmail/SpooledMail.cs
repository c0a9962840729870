using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OAuthMail.Tool.Sendmail;

/// <summary>The envelope of a spooled message, and what became of it.</summary>
internal sealed record SpooledMail(string Id, DateTimeOffset Created, string Account, string? Sender, IReadOnlyList<string> Recipients)
{
    public SpoolState State { get; init; }

    public int Attempts { get; init; }

    /// <summary>Gets the last failure, or <see langword="null"/> if there was none.</summary>
    public string? Failure { get; init; }

    public string ToJson() => new JsonObject
    {
        ["created"] = Created.ToString("O", CultureInfo.InvariantCulture),
        ["account"] = Account,
        ["sender"] = Sender,
        ["recipients"] = new JsonArray([.. Recipients.Select(recipient => JsonValue.Create(recipient))]),
        ["state"] = State.ToString(),
        ["attempts"] = Attempts,
        ["failure"] = Failure,
    }.ToJsonString();

    /// <returns>The envelope, or <see langword="null"/> if the text is not one.</returns>
    public static SpooledMail? Parse(string id, string json)
    {
        try
        {
            return JsonNode.Parse(json, null, new JsonDocumentOptions { AllowDuplicateProperties = false }) is JsonObject node
                && DateTimeOffset.TryParse(
                    (string?)node["created"], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var created)
                && (string?)node["account"] is { } account
                && node["recipients"] is JsonArray recipients
                && Enum.TryParse<SpoolState>((string?)node["state"], out var state) && Enum.IsDefined(state)
                ? new SpooledMail(id, created, account, (string?)node["sender"], [.. recipients.Select(one => (string)one!)])
                {
                    State = state,
                    Attempts = (int?)node["attempts"] ?? 0,
                    Failure = (string?)node["failure"],
                }
                : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
