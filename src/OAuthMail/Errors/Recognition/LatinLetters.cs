namespace OAuthMail.Errors.Recognition;

/// <summary>
/// Removes what makes equal words differ: case, accents and typographic apostrophes. String normalization does not work in programs
/// without globalization data.
/// </summary>
internal static class LatinLetters
{
    private static readonly Dictionary<char, char> Letters = Build(
        ('a', "àáâãäåāăą"), ('c', "çćč"), ('d', "ďđ"), ('e', "èéêëēęě"), ('g', "ğ"), ('i', "ìíîïīı"), ('l', "ĺľł"), ('n', "ñńň"),
        ('o', "òóôõöøōő"), ('r', "ŕř"), ('s', "śşš"), ('t', "ťţ"), ('u', "ùúûüūůű"), ('y', "ýÿ"), ('z', "źżž"), ('\'', "’‘´`"));

    /// <summary>Returns the text in lower case, with a plain letter in place of each letter with an accent.</summary>
    public static string Fold(string text)
    {
        var folded = text.ToLowerInvariant().ToCharArray();
        for (var i = 0; i < folded.Length; i++)
        {
            if (Letters.TryGetValue(folded[i], out var letter)) folded[i] = letter;
        }

        return new string(folded);
    }

    private static Dictionary<char, char> Build(params (char Letter, string Accented)[] rows) =>
        rows.SelectMany(row => row.Accented, (row, accented) => (row.Letter, accented))
            .ToDictionary(row => row.accented, row => row.Letter);
}
