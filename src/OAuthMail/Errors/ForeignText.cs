using System.Text;

namespace OAuthMail.Errors;

/// <summary>
/// Prepares text of other parties for messages, reports and logs: it must not move a cursor, forge a line, or fill a disk.
/// </summary>
internal static class ForeignText
{
    /// <summary>Truncates the text and replaces its control characters.</summary>
    public static string Clean(string text, int most, char replacement = ' ')
    {
        var clean = new StringBuilder(Math.Min(text.Length, most));
        foreach (var c in text)
        {
            if (clean.Length == most) break;
            clean.Append(char.IsControl(c) ? replacement : c);
        }

        return clean.ToString();
    }
}
