using System.Text;
using System.Text.Json;

namespace OAuthMail.Storage;

/// <summary>
/// Serializes a record and its version as JSON. Members that this version of the library does not know are kept and written back
/// unchanged. A newer format number is refused, because writing such a record in the old format would damage it.
/// </summary>
internal static class TokenRecordSerializer
{
    /// <summary>The maximum length of the JSON in bytes.</summary>
    public const int MaximumLength = 1024 * 1024;

    private const int Format = 1;

    // The JSON writer would replace invalid Unicode by a replacement character.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Serialize(TokenStoreEntry entry)
    {
        using var stream = new MemoryStream();
        try
        {
            using var writer = new Utf8JsonWriter(stream);
            Write(writer, entry);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // The message of the exception may quote the text.
            throw new TokenStoreException(Problems.TokenRecordInvalid, $"The record {entry.Key} cannot be written: {e.GetType().Name}.");
        }

        if (stream.Length > MaximumLength)
        {
            throw new TokenStoreException(
                Problems.TokenRecordTooLarge, $"The record {entry.Key} has {stream.Length} bytes. The maximum is {MaximumLength}.");
        }

        return stream.ToArray();
    }

    public static TokenStoreEntry Deserialize(TokenKey key, byte[] json)
    {
        if (json.Length > MaximumLength) throw Damaged(key, $"it is longer than {MaximumLength} bytes");
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(key, document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw Damaged(key, $"it is not valid JSON of a record ({e.GetType().Name})");
        }
    }

    private static void Write(Utf8JsonWriter writer, TokenStoreEntry entry)
    {
        var record = entry.Record;
        writer.WriteStartObject();
        writer.WriteNumber("v", Format);
        writer.WriteString("version", entry.Version);
        WriteText("accessToken", record.AccessToken);
        WriteTime("issuedAt", record.IssuedAt);
        WriteTime("expiresAt", record.ExpiresAt);
        if (record.AfterRefusal) writer.WriteBoolean("afterRefusal", true);
        WriteText("refreshToken", record.RefreshToken);
        WriteTime("refreshedAt", record.RefreshedAt);
        WriteTime("signedInAt", record.SignedInAt);
        WriteText("scope", record.Scope);
        WriteText("issuer", record.Issuer);
        WriteText("subject", record.Subject);
        WriteText("userName", record.UserName);
        if (record.Properties.Count > 0)
        {
            writer.WriteStartObject("properties");
            foreach (var property in record.Properties)
            {
                Strict.GetByteCount(property.Key);
                WriteText(property.Key, property.Value);
            }

            writer.WriteEndObject();
        }

        if (record.UnknownMembers is { } unknown)
        {
            foreach (var member in unknown)
            {
                writer.WritePropertyName(member.Key);
                writer.WriteRawValue(member.Value);
            }
        }

        writer.WriteEndObject();

        void WriteText(string name, string? value)
        {
            if (value is null) return;
            Strict.GetByteCount(value);
            writer.WriteString(name, value);
        }

        void WriteTime(string name, DateTimeOffset? value)
        {
            if (value is { } time) writer.WriteString(name, time);
        }
    }

    private static TokenStoreEntry Read(TokenKey key, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) throw Damaged(key, "it is not a JSON object");
        if (!root.TryGetProperty("v", out var format) || !format.TryGetInt32(out var number) || number < 1)
        {
            throw Damaged(key, "it has no format number");
        }
        if (number > Format)
        {
            throw new TokenStoreException(
                Problems.TokenRecordNewer,
                $"The record {key} has the format {number}, but this version of the library supports only {Format}.");
        }

        var record = new TokenRecord();
        string? version = null;
        Dictionary<string, string>? unknown = null;
        foreach (var member in root.EnumerateObject())
        {
            var value = member.Value;
            switch (member.Name)
            {
                case "v": break;
                case "version": version = value.GetString(); break;
                case "accessToken": record.AccessToken = value.GetString(); break;
                case "issuedAt": record.IssuedAt = value.GetDateTimeOffset(); break;
                case "expiresAt": record.ExpiresAt = value.GetDateTimeOffset(); break;
                case "afterRefusal": record.AfterRefusal = value.GetBoolean(); break;
                case "refreshToken": record.RefreshToken = value.GetString(); break;
                case "refreshedAt": record.RefreshedAt = value.GetDateTimeOffset(); break;
                case "signedInAt": record.SignedInAt = value.GetDateTimeOffset(); break;
                case "scope": record.Scope = value.GetString(); break;
                case "issuer": record.Issuer = value.GetString(); break;
                case "subject": record.Subject = value.GetString(); break;
                case "userName": record.UserName = value.GetString(); break;
                case "properties":
                    foreach (var property in value.EnumerateObject()) record.Properties[property.Name] = property.Value.GetString() ?? "";
                    break;
                default: (unknown ??= new(StringComparer.Ordinal))[member.Name] = value.GetRawText(); break;
            }
        }

        record.UnknownMembers = unknown;
        return string.IsNullOrEmpty(version) ? throw Damaged(key, "it has no version") : new TokenStoreEntry(key, version!, record);
    }

    private static TokenStoreException Damaged(TokenKey key, string why) =>
        new(Problems.TokenRecordDamaged, $"The record {key} is damaged: {why}.");
}
