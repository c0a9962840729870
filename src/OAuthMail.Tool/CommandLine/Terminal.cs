using System.Text;

namespace OAuthMail.Tool.CommandLine;

/// <summary>Standard input, output and error. Data is written to standard output, messages to standard error.</summary>
internal static class Terminal
{
    /// <summary>Gets a value that indicates whether standard output is read by a person rather than by a program.</summary>
    public static bool ShowsTables => !Console.IsOutputRedirected;

    /// <summary>Gets a value that indicates whether standard error is a terminal whose last line can change.</summary>
    public static bool ShowsProgress =>
        !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");

    /// <summary>Writes a message to standard error.</summary>
    public static void Tell(string message)
    {
        var text = Printable(message) + "\n";
        try
        {
            if (OperatingSystem.IsWindows()) Console.Error.Write(text);
            else UnixOutput.Write(UnixOutput.StandardError, text);
        }
        catch (IOException)
        {
            // There is no other place for a message. The exit code says the rest.
        }
    }

    /// <summary>Writes a line of data to standard output, with the line end that programs expect on every system.</summary>
    public static void Write(string line) => WriteRaw(line + "\n");

    /// <summary>Writes data to standard output.</summary>
    public static void WriteRaw(string text)
    {
        if (OperatingSystem.IsWindows()) Console.Out.Write(text);
        else UnixOutput.Write(UnixOutput.StandardOutput, text);
    }

    /// <summary>Asks a question on standard error and reads the answer.</summary>
    /// <returns>The answer, or <see langword="null"/> at the end of the input.</returns>
    public static string? Ask(string question)
    {
        Console.Error.Write(question + " ");
        return Console.In.ReadLine()?.Trim();
    }

    /// <summary>Asks a question on standard error and reads the answer without showing it.</summary>
    /// <returns>The answer, or <see langword="null"/> if it is empty.</returns>
    public static string? AskSecretly(string question)
    {
        Console.Error.Write(question + " ");
        var answer = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace) answer.Length = Math.Max(0, answer.Length - 1);
            else if (key.KeyChar != '\0') answer.Append(key.KeyChar);
        }

        Console.Error.WriteLine();
        return answer.Length > 0 ? answer.ToString() : null;
    }

    /// <summary>Replaces control characters: texts of servers must not move the cursor or change colors.</summary>
    public static string Printable(string text)
    {
        if (!text.Any(IsUnsafe)) return text;
        var result = new StringBuilder(text.Length);
        foreach (var character in text) result.Append(IsUnsafe(character) ? '?' : character);
        return result.ToString();
    }

    /// <summary>Returns a text as a field of a line whose fields are separated by tabs.</summary>
    public static string Field(string? text) => Printable(text ?? "").ReplaceLineEndings(" ").Replace('\t', ' ');

    private static bool IsUnsafe(char character) => char.IsControl(character) && character is not ('\n' or '\r' or '\t');
}
