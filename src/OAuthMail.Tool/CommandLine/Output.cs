using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace OAuthMail.Tool.CommandLine;

/// <summary>
/// Writes rows as a table for a person, as lines of fields that are separated by tabs for a pipe, or as JSON.
/// </summary>
internal static class Output
{
    /// <summary>A row with more fields does not fit into a line of a terminal, and is written as a block of lines.</summary>
    private const int MaximumColumns = 5;

    /// <param name="result">The parsed command line, with the form that the caller wants.</param>
    /// <param name="columns">The titles of the columns; in JSON the names of the properties, in camel case.</param>
    /// <param name="rows">The rows. <see langword="null"/> is empty in text and <c>null</c> in JSON.</param>
    public static void WriteRows(ParseResult result, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string?>> rows) =>
        WriteRows(result.GetValue(GlobalOptions.Json), result.GetValue(GlobalOptions.Plain), columns, rows);

    /// <summary>Writes rows in the form that the caller wants.</summary>
    public static void WriteRows(bool json, bool plain, IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string?>> rows)
    {
        if (json) WriteJson(columns, rows);
        else if (plain || !Terminal.ShowsTables) WriteLines(rows);
        else if (columns.Count <= MaximumColumns) WriteTable(columns, rows);
        else WriteBlocks(columns, rows);
    }

    /// <summary>Writes one JSON document.</summary>
    public static void WriteJson(Action<Utf8JsonWriter> write) => Terminal.Write(FormatJson(write));

    /// <summary>Returns one JSON document, indented.</summary>
    public static string FormatJson(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var json = new Utf8JsonWriter(stream, options)) write(json);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Returns a time as it is shown, or <see langword="null"/> if it is unknown.</summary>
    public static string? FormatTime(DateTimeOffset? time) => time is { } value && value > DateTimeOffset.MinValue
        ? value.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture)
        : null;

    private static void WriteJson(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string?>> rows) => WriteJson(json =>
    {
        var names = columns.Select(PropertyName).ToList();
        json.WriteStartArray();
        foreach (var row in rows)
        {
            json.WriteStartObject();
            for (var i = 0; i < names.Count; i++) json.WriteString(names[i], row[i]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static string PropertyName(string column)
    {
        var words = column.Split(' ');
        return words[0].ToLowerInvariant() + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }

    private static void WriteLines(IReadOnlyList<IReadOnlyList<string?>> rows)
    {
        foreach (var row in rows)
        {
            Terminal.Write(string.Join('\t', row.Select(Terminal.Field)));
        }
    }

    private static void WriteTable(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string?>> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in columns) table.AddColumn(Markup.Escape(column));
        foreach (var row in rows) table.AddRow([.. row.Select(field => Markup.Escape(Terminal.Printable(field ?? "")))]);
        AnsiConsole.Write(table);
    }

    private static void WriteBlocks(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string?>> rows)
    {
        foreach (var row in rows)
        {
            var block = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
            for (var i = 0; i < columns.Count; i++)
            {
                if (!string.IsNullOrEmpty(row[i])) block.AddRow(Markup.Escape(columns[i]), Markup.Escape(Terminal.Printable(row[i]!)));
            }

            AnsiConsole.Write(block);
            AnsiConsole.WriteLine();
        }
    }
}
