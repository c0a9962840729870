using System.Text;

namespace OAuthMail.EntityFrameworkCore.Outbox;

/// <summary>Makes a text of a server storable in every database.</summary>
internal static class StoredText
{
    /// <summary>Truncates a text between characters, and replaces what databases refuse: NUL and halves of surrogate pairs.</summary>
    public static string Clean(string text, int maximum)
    {
        var clean = new StringBuilder(Math.Min(text.Length, maximum));
        foreach (var rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > maximum) break;
            clean.Append(rune.Value == 0 ? " " : rune.ToString());
        }

        return clean.ToString();
    }
}
