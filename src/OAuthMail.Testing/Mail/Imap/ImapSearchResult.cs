using System.Globalization;

namespace OAuthMail.Testing.Mail.Imap;

/// <summary>Writes the result of SEARCH (RFC 3501 section 7.2.5), or that of ESEARCH (RFC 4731).</summary>
internal sealed class ImapSearchResult(List<(uint Number, long ModSeq)> found, bool byUid, bool usesModSeq)
{
    /// <summary>Reads the items after RETURN. An empty list means ALL (RFC 4731 section 3.1).</summary>
    public static IReadOnlyList<string> ReadItems(ImapCommandParser command)
    {
        var items = new List<string>();
        command.Space();
        command.Take('(');
        while (!command.TryTake(')'))
        {
            if (items.Count > 0) command.Space();
            var item = command.Keyword();
            if (item is not ("MIN" or "MAX" or "ALL" or "COUNT")) throw new ImapSyntaxException("Unknown RETURN option");
            items.Add(item);
        }

        return items.Count == 0 ? ["ALL"] : items;
    }

    public void Write(ImapWriter writer)
    {
        writer.Raw("* SEARCH");
        foreach (var (number, _) in found) writer.Raw(" ").Number(number);
        if (usesModSeq && found.Count > 0) writer.Raw(" (MODSEQ ").Number(found.Max(f => f.ModSeq)).Raw(")");
        writer.Line("");
    }

    public void WriteExtended(ImapWriter writer, string tag, IReadOnlyList<string> items)
    {
        writer.Raw("* ESEARCH (TAG ").NString(tag).Raw(")");
        if (byUid) writer.Raw(" UID");
        foreach (var item in items.Distinct())
        {
            if (Value(item) is { } value) writer.Raw($" {item} {value}");
        }

        if (usesModSeq && found.Count > 0) writer.Raw(" MODSEQ ").Number(ModSeqOf(items));
        writer.Line("");
    }

    /// <summary>Returns the value of an item, or <see langword="null"/> if an empty result has none.</summary>
    private string? Value(string item) => item switch
    {
        "COUNT" => found.Count.ToString(CultureInfo.InvariantCulture),
        _ when found.Count == 0 => null,
        "MIN" => found[0].Number.ToString(CultureInfo.InvariantCulture),
        "MAX" => found[^1].Number.ToString(CultureInfo.InvariantCulture),
        _ => SequenceSet.Format([.. found.Select(f => f.Number)]),
    };

    /// <summary>
    /// Returns the modification sequence of the returned messages (RFC 7162 section 3.1.10): only those of MIN and MAX if
    /// nothing else is returned.
    /// </summary>
    private long ModSeqOf(IReadOnlyList<string> items)
    {
        if (items.Contains("ALL") || items.Contains("COUNT")) return found.Max(f => f.ModSeq);
        return Math.Max(items.Contains("MIN") ? found[0].ModSeq : 0, items.Contains("MAX") ? found[^1].ModSeq : 0);
    }
}
