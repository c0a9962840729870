using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OAuthMail.MailKit;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Watch;

/// <summary>Writes a line about a message: fields that are separated by tabs, or a JSON object.</summary>
internal static class MessageLine
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="IOException">The reader of standard output has ended.</exception>
    public static void Write(ReceivedMail mail, bool asJson)
    {
        var line = asJson
            ? Format(mail)
            : string.Join('\t', new[] { mail.Id, mail.Sender, mail.Subject }.Select(Terminal.Field));
        if (OperatingSystem.IsWindows()) Terminal.Write(line);
        else if (!UnixOutput.Write(UnixOutput.StandardOutput, line + "\n"))
        {
            throw new IOException("The reader of standard output has ended.");
        }
    }

    private static string Format(ReceivedMail mail)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Json))
        {
            json.WriteStartObject();
            json.WriteString("account", mail.Account);
            json.WriteString("folder", mail.Folder);
            json.WriteString("id", mail.Id);
            json.WriteNumber("attempt", mail.Attempt);
            json.WriteString("sender", mail.Sender);
            json.WriteString("subject", mail.Subject);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
