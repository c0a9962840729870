using System.Globalization;

namespace OAuthMail.Testing.Mail.Imap;

/// <summary>
/// Represents a set of sequence numbers or unique identifiers, such as <c>1:3,7,9:*</c> (RFC 3501 section 9,
/// sequence-set).
/// </summary>
internal sealed class SequenceSet
{
    private readonly List<(uint From, uint To)> _ranges = [];

    public static SequenceSet Parse(string text)
    {
        var set = new SequenceSet();
        foreach (var range in text.Split(','))
        {
            var ends = range.Split(':');
            if (ends.Length > 2) throw new ImapSyntaxException("A sequence set is broken");
            set._ranges.Add((End(ends[0]), End(ends[^1])));
        }

        return set;
    }

    /// <summary>
    /// Returns whether the set contains a number. <paramref name="largest"/> is the value of <c>*</c>.
    /// </summary>
    public bool Contains(uint number, uint largest)
    {
        foreach (var (from, to) in _ranges)
        {
            var a = from == 0 ? largest : from;
            var b = to == 0 ? largest : to;
            if (number >= Math.Min(a, b) && number <= Math.Max(a, b)) return true;
        }

        return false;
    }

    /// <summary>
    /// Rejects sequence numbers that no message has, including <c>*</c> in an empty folder (RFC 3501 section 9,
    /// seq-number).
    /// </summary>
    /// <exception cref="ImapSyntaxException">A number is larger than <paramref name="count"/>.</exception>
    public void CheckNumbers(int count)
    {
        foreach (var (from, to) in _ranges)
        {
            if (count == 0 || from > count || to > count)
                throw new ImapSyntaxException("A sequence number is larger than the number of messages");
        }
    }

    /// <summary>Formats numbers as a set, with ranges for consecutive numbers.</summary>
    public static string Format(IReadOnlyList<uint> numbers)
    {
        var parts = new List<string>();
        for (var i = 0; i < numbers.Count; i++)
        {
            var from = numbers[i];
            while (i + 1 < numbers.Count && numbers[i + 1] == numbers[i] + 1) i++;
            parts.Add(from == numbers[i]
                ? from.ToString(CultureInfo.InvariantCulture)
                : string.Create(CultureInfo.InvariantCulture, $"{from}:{numbers[i]}"));
        }

        return string.Join(',', parts);
    }

    private static uint End(string text)
    {
        if (text == "*") return 0;
        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new ImapSyntaxException("A sequence set is broken");
    }
}
