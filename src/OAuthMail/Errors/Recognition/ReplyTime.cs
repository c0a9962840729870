using System.Globalization;

namespace OAuthMail.Errors.Recognition;

/// <summary>
/// The time in a reply of Exchange: <c>[AM0PR06CA0126.eurprd06.prod.outlook.com 2024-02-14T14:50:26.590Z 08DC2D372B4C3DED]</c>.
/// </summary>
internal static class ReplyTime
{
    /// <summary>Returns the time as it is in a log, or <see langword="null"/> if the reply has none.</summary>
    public static string? Find(IReadOnlyList<string> lines) => lines
        .SelectMany(line => line.Split([' ', '[', ']'], StringSplitOptions.RemoveEmptyEntries))
        .Select(Read).FirstOrDefault(time => time is not null);

    private static string? Read(string word) =>
        word.Length is >= 20 and <= 28 && word[10] == 'T' && word[word.Length - 1] == 'Z'
        && DateTime.TryParse(word, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)
            ? time.ToString("u", CultureInfo.InvariantCulture)
            : null;
}
