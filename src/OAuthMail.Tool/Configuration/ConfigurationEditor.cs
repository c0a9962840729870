using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Configuration;

/// <summary>Adds accounts to the text of a configuration file, and leaves everything else as it is, with comments and order.</summary>
internal static class ConfigurationEditor
{
    private const string Root = "OAuthMail";
    private const string Accounts = "Accounts";
    private const string Indent = "  ";

    private static readonly JsonReaderOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Returns the text with a further account.</summary>
    /// <param name="text">The text of the file, or <see langword="null"/> if there is none.</param>
    /// <param name="name">The name of the account, which the file does not contain.</param>
    /// <param name="account">The section of the account.</param>
    /// <exception cref="UsageException">The text is not a JSON object, or one of its sections is not.</exception>
    public static string Add(string? text, string name, JsonObject account)
    {
        if (string.IsNullOrWhiteSpace(text)) text = "{}\n";
        var bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            return Add(bytes, name, account);
        }
        catch (JsonException failure)
        {
            throw new UsageException($"The configuration file is not valid JSON: {failure.Message}", ExitCodes.Configuration);
        }
    }

    private static string Add(byte[] bytes, string name, JsonObject account)
    {
        var root = FindObject(bytes, []);
        var section = FindObject(bytes, [Root]);
        var accounts = FindObject(bytes, [Root, Accounts]);
        var (place, path, content) = (accounts, section, root) switch
        {
            ({ } found, _, _) => (found, new[] { name }, account),
            (null, { } found, _) => (found, [Accounts], new JsonObject { [name] = account }),
            (null, null, { } found) =>
                (found, [Root], new JsonObject { [Accounts] = new JsonObject { [name] = account } }),
            _ => throw new UsageException("The configuration file is not a JSON object.", ExitCodes.Configuration),
        };
        return Insert(bytes, place, path[0], content);
    }

    private static string Insert(byte[] bytes, Place place, string key, JsonObject content)
    {
        var indent = string.Concat(Enumerable.Repeat(Indent, place.Depth + 1));
        var value = Output.FormatJson(json => content.WriteTo(json)).ReplaceLineEndings("\n" + indent);
        var entry = $"\n{indent}{Quote(key)}: {value}";
        var closing = string.Concat(Enumerable.Repeat(Indent, place.Depth));
        var before = Encoding.UTF8.GetString(bytes, 0, place.ValueEnd);
        var rest = Encoding.UTF8.GetString(bytes, place.ValueEnd, place.End - place.ValueEnd);
        var after = Encoding.UTF8.GetString(bytes, place.End, bytes.Length - place.End);

        // What is between the last value and the brace stays before the new entry: a trailing comma, comments, and line ends.
        var comma = place.IsEmpty || place.HasTrailingComma ? "" : ",";
        return before + comma + rest.TrimEnd() + entry + "\n" + closing + after;
    }

    private static string Quote(string key) => $"\"{JsonEncodedText.Encode(key)}\"";

    /// <summary>Returns the place at the end of an object, or <see langword="null"/> if there is no such property.</summary>
    private static Place? FindObject(byte[] bytes, string[] path)
    {
        var reader = new Utf8JsonReader(bytes, Reading);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
        var depth = 0;
        foreach (var key in path)
        {
            if (!MoveTo(ref reader, key)) return null;
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                throw new UsageException($"'{key}' in the configuration file is not a JSON object.", ExitCodes.Configuration);
            }

            depth++;
        }

        var start = (int)reader.BytesConsumed;
        var valueEnd = start;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            reader.Read();
            reader.Skip();
            valueEnd = (int)reader.BytesConsumed;
        }

        var end = (int)reader.TokenStartIndex;
        return new Place(depth, valueEnd, end, valueEnd == start, HasComma(bytes.AsSpan(valueEnd, end - valueEnd)));
    }

    private static bool MoveTo(ref Utf8JsonReader reader, string key)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKey = string.Equals(reader.GetString(), key, StringComparison.OrdinalIgnoreCase);
            reader.Read();
            if (isKey) return true;
            reader.Skip();
        }

        return false;
    }

    /// <summary>Returns whether a comma is between the last value and the brace, outside comments.</summary>
    private static bool HasComma(ReadOnlySpan<byte> rest)
    {
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] == ',') return true;
            if (rest[i] != '/' || i + 1 == rest.Length) continue;
            var isLine = rest[i + 1] == '/';
            var length = rest[(i + 2)..].IndexOf(isLine ? "\n"u8 : "*/"u8);
            if (length < 0) return false;
            i += 2 + length + (isLine ? 0 : 1);
        }

        return false;
    }

    /// <param name="Depth">How deep the object is.</param>
    /// <param name="ValueEnd">The end of its last value, or of its opening brace.</param>
    /// <param name="End">Its closing brace.</param>
    /// <param name="IsEmpty">Whether it has no properties.</param>
    /// <param name="HasTrailingComma">Whether a comma follows the last value.</param>
    private sealed record Place(int Depth, int ValueEnd, int End, bool IsEmpty, bool HasTrailingComma);
}
