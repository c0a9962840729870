using System.Globalization;
using System.Text;

namespace OAuthMail.Errors;

/// <summary>
/// Prepares text of other parties for messages, reports and logs: it must not move a cursor, forge a line, reverse the direction of the
/// text, or fill a disk.
/// </summary>
internal static class ForeignText
{
    /// <summary>
    /// Truncates the text, and replaces what a terminal, a log viewer or a browser interprets instead of showing it: control characters,
    /// format characters (such as those that change the direction), line and paragraph separators, and halves of surrogate pairs.
    /// </summary>
    public static string Clean(string text, int most, char replacement = ' ')
    {
        var clean = new StringBuilder(Math.Min(text.Length, most));
        for (var i = 0; i < text.Length && clean.Length < most; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                if (clean.Length + 2 > most) break;
                if (IsInvisible(CharUnicodeInfo.GetUnicodeCategory(text, i))) clean.Append(replacement);
                else clean.Append(text, i, 2);
                i++;
            }
            else
            {
                clean.Append(IsInvisible(CharUnicodeInfo.GetUnicodeCategory(text[i])) ? replacement : text[i]);
            }
        }

        return clean.ToString();
    }

    private static bool IsInvisible(UnicodeCategory category) => category is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;
}
