using System.Globalization;

namespace OAuthMail.MailKit.Watching;

/// <summary>
/// The response code with which a server tells that a command processed only the messages with the highest UIDs, or none because they are
/// too many (RFC 9738).
/// </summary>
/// <param name="Count">The maximum number of messages.</param>
/// <param name="LowestUid">The lowest UID that was processed, or <see langword="null"/> if the server doesn't tell it.</param>
internal sealed record MessageLimit(int Count, uint? LowestUid)
{
    private const string Code = "[MESSAGELIMIT ";

    /// <summary>Finds the code in the status responses of a command, whether they are tagged or not.</summary>
    /// <returns>The last one, or <see langword="null"/> if there is none.</returns>
    public static MessageLimit? Find(IReadOnlyList<string> statusLines)
    {
        for (var i = statusLines.Count - 1; i >= 0; i--)
        {
            var begin = statusLines[i].IndexOf(Code, StringComparison.OrdinalIgnoreCase);
            if (begin >= 0 && Parse(statusLines[i].Substring(begin + Code.Length)) is { } limit) return limit;
        }

        return null;
    }

    private static MessageLimit? Parse(string text)
    {
        var end = text.IndexOf(']');
        if (end < 0) return null;
        var numbers = text.Substring(0, end).Split([' '], StringSplitOptions.RemoveEmptyEntries);
        if (numbers.Length == 0 || !TryRead(numbers[0], out var count)) return null;
        return new MessageLimit(
            (int)Math.Min(count, int.MaxValue), numbers.Length > 1 && TryRead(numbers[1], out var lowest) ? lowest : null);
    }

    private static bool TryRead(string text, out uint number) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
