using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Import;

/// <summary>Reads files of other programs. They are never changed.</summary>
internal static class SourceFile
{
    /// <summary>A file of accounts is small. A larger one is a mistake.</summary>
    private const int MaximumSize = 16 << 20;

    private static readonly byte[] Armor = "-----BEGIN PGP MESSAGE-----"u8.ToArray();

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Reads a text file, or standard input for <c>-</c>. A file that is encrypted with GnuPG is decrypted by <c>gpg</c>.
    /// </summary>
    /// <exception cref="UsageException">The file is missing, is too large, or is not text.</exception>
    public static string ReadText(string path)
    {
        var bytes = ReadBytes(path);
        if (IsEncrypted(bytes)) bytes = Run("gpg", ["--quiet", "--decrypt"], bytes, $"'{path}' is encrypted with GnuPG");
        try
        {
            var text = Strict.GetString(bytes);
            if (text.Contains('\0', StringComparison.Ordinal)) throw new UsageException($"'{path}' is not text.", ExitCodes.Data);
            return text.StartsWith('\uFEFF') ? text[1..] : text;
        }
        catch (ArgumentException)
        {
            throw new UsageException($"'{path}' is neither text nor encrypted with GnuPG.", ExitCodes.Data);
        }
    }

    /// <summary>Reads a JSON object.</summary>
    /// <exception cref="UsageException">The file cannot be read, or is not a JSON object.</exception>
    public static JsonObject ReadJson(string path) => ParseJson(ReadText(path), $"'{path}'");

    /// <summary>Parses a JSON object.</summary>
    /// <exception cref="UsageException">The text is not a JSON object.</exception>
    public static JsonObject ParseJson(string text, string what)
    {
        try
        {
            var options = new JsonDocumentOptions
            {
                CommentHandling = JsonCommentHandling.Skip,
                AllowTrailingCommas = true,
                AllowDuplicateProperties = false,
            };
            var json = JsonNode.Parse(text, null, options) as JsonObject
                ?? throw new UsageException($"{what} is not a JSON object.", ExitCodes.Data);
            CheckTexts(text);
            return json;
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new UsageException($"{what} is not valid JSON: {failure.Message}", ExitCodes.Data);
        }
    }

    // Half a surrogate pair is valid JSON, and fails when the text is read.
    private static void CheckTexts(string json)
    {
        var options = new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        var reader = new Utf8JsonReader(Strict.GetBytes(json), options);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName) reader.GetString();
        }
    }

    /// <summary>Returns a text of a JSON object, or <see langword="null"/> if it has none.</summary>
    public static string? GetText(this JsonObject json, string name)
    {
        if (json[name] is not JsonValue value || !value.TryGetValue<string>(out var text)) return null;
        return string.IsNullOrWhiteSpace(text) ? null : text.Trim();
    }

    /// <summary>Runs a program with an input, and returns its output. Its messages appear on the terminal.</summary>
    /// <exception cref="UsageException">The program is missing or failed.</exception>
    public static byte[] Run(string program, IEnumerable<string> arguments, byte[] input, string purpose)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
            using var process = Process.Start(start)!;
            var writing = Task.Run(() =>
            {
                try
                {
                    process.StandardInput.BaseStream.Write(input);
                    process.StandardInput.Close();
                }
                catch (IOException)
                {
                    // The program ended before it read everything. Its exit code says whether that is a failure.
                }
            });
            using var output = new MemoryStream();
            process.StandardOutput.BaseStream.CopyTo(output);
            process.WaitForExit();
            writing.Wait();
            return process.ExitCode == 0
                ? output.ToArray()
                : throw new UsageException($"{purpose}, and {program} failed with exit code {process.ExitCode}.", ExitCodes.Data);
        }
        catch (Win32Exception)
        {
            throw new UsageException($"{purpose}, and the program '{program}' is not installed.", ExitCodes.Unavailable);
        }
    }

    private static byte[] ReadBytes(string path)
    {
        using var stream = path == "-" ? Console.OpenStandardInput() : Open(path);
        using var content = new MemoryStream();
        var buffer = new byte[81920];
        while (stream.Read(buffer) is > 0 and var count)
        {
            content.Write(buffer, 0, count);
            if (content.Length > MaximumSize)
            {
                throw new UsageException(
                    $"'{path}' is larger than {MaximumSize >> 20} MB, and cannot be a file of accounts.", ExitCodes.Data);
            }
        }

        return content.ToArray();
    }

    private static FileStream Open(string path)
    {
        if (Directory.Exists(path)) throw new UsageException($"'{path}' is a folder. Name the file.");
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"There is no file '{path}'.");
        }
    }

    // A binary message begins with the packet of an encrypted session key (RFC 9580 section 4.2). A file of accounts begins with ASCII.
    private static bool IsEncrypted(byte[] bytes) =>
        bytes.AsSpan().TrimStart("\r\n "u8).StartsWith(Armor) || bytes is [0x84 or 0x85 or 0x8C or 0x8D or 0xC1 or 0xC3, ..];
}
