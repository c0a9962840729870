using System.Text;
using OAuthMail.Testing.Mail.Mime;

namespace OAuthMail.Testing.Mail.Imap;

/// <summary>
/// Implements the part of Gmail's search language that programs use in X-GM-RAW: <c>from:</c>, <c>to:</c>, <c>cc:</c>,
/// <c>subject:</c>, <c>rfc822msgid:</c>, <c>label:</c>, <c>is:read</c>, <c>is:unread</c>, <c>is:starred</c>, words, and
/// <c>-</c> before each of these.
/// </summary>
internal sealed class GmailQuery
{
    private readonly List<Func<StoredMessage, bool>> _terms = [];

    /// <summary>Parses a query.</summary>
    /// <exception cref="ImapCommandRejectedException">The query contains an operator that is not supported.</exception>
    public static GmailQuery Parse(string text)
    {
        var query = new GmailQuery();
        foreach (var word in Split(text))
        {
            var negated = word.Length > 1 && word[0] == '-';
            var term = Term(negated ? word[1..] : word);
            query._terms.Add(negated ? message => !term(message) : term);
        }

        return query;
    }

    public bool Matches(StoredMessage message) => _terms.TrueForAll(term => term(message));

    private static Func<StoredMessage, bool> Term(string word)
    {
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return message => ContainsText(message, word);
        var value = word[(colon + 1)..];
        return (word[..colon].ToLowerInvariant(), value.ToLowerInvariant()) switch
        {
            ("from" or "to" or "cc" or "bcc" or "subject", _) => message => HeaderContains(message, word[..colon], value),
            ("rfc822msgid", _) => message => HeaderContains(message, "Message-ID", value),
            ("label", _) => message => message.Details.Labels.Contains(value),
            ("is", "read") => message => message.Flags.Contains("\\Seen"),
            ("is", "unread") => message => !message.Flags.Contains("\\Seen"),
            ("is", "starred") => message => message.Flags.Contains("\\Flagged"),
            _ => throw new ImapCommandRejectedException("[CANNOT] The test server does not support this search operator"),
        };
    }

    /// <summary>Splits a query at blanks that are not inside quotation marks, and removes the marks.</summary>
    private static IEnumerable<string> Split(string text)
    {
        var word = new StringBuilder();
        var quoted = false;
        foreach (var c in text)
        {
            if (c == '"')
            {
                quoted = !quoted;
            }
            else if (c == ' ' && !quoted)
            {
                if (word.Length > 0) yield return word.ToString();
                word.Clear();
            }
            else
            {
                word.Append(c);
            }
        }

        if (word.Length > 0) yield return word.ToString();
    }

    private static bool HeaderContains(StoredMessage message, string name, string value) => MessageStructure.Of(message).Fields
        .Any(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && Contains(SearchText.DecodeHeader(f.Value), value));

    private static bool ContainsText(StoredMessage message, string word)
    {
        var structure = MessageStructure.Of(message);
        return structure.Fields.Any(f => Contains(SearchText.DecodeHeader(f.Value), word))
            || Contains(SearchText.ReadBody(structure), word);
    }

    private static bool Contains(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
