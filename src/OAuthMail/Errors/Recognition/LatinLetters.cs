using System.Text;

namespace OAuthMail.Errors.Recognition;

/// <summary>
/// Removes what makes equal words differ: case, accents and typographic apostrophes. String normalization does not work in programs
/// without globalization data.
/// </summary>
internal static class LatinLetters
{
    private static readonly Dictionary<char, char> Letters = Build(
        ('a', "àáâãäåāăą"), ('c', "çćč"), ('d', "ďđ"), ('e', "èéêëēęě"), ('g', "ğ"), ('i', "ìíîïīıİį"), ('l', "ĺľł"), ('n', "ñńň"),
        ('o', "òóôõöøōő"), ('r', "ŕř"), ('s', "śşšș"), ('t', "ťţț"), ('u', "ùúûüūůűų"), ('y', "ýÿ"), ('z', "źżž"), ('\'', "’‘´`"));

    /// <summary>Returns the text in lower case, with a plain letter in place of each letter with an accent.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var letter in text.ToLowerInvariant())
        {
            // Accents can also be characters of their own.
            if (letter is >= '\u0300' and <= '\u036F') continue;
            folded.Append(Letters.TryGetValue(letter, out var plain) ? plain : letter);
        }

        return folded.ToString();
    }

    private static Dictionary<char, char> Build(params (char Letter, string Accented)[] rows) =>
        rows.SelectMany(row => row.Accented, (row, accented) => (row.Letter, accented))
            .ToDictionary(row => row.accented, row => row.Letter);
}
