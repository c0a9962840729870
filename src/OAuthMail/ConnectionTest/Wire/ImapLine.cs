using System.Text;
using OAuthMail.Networking;

namespace OAuthMail.ConnectionTest.Wire;

/// <summary>
/// A line of an IMAP server with literals (RFC 3501 section 4.3): the text, which contains <c>{n}</c> in place of each literal, and
/// the largest literal.
/// </summary>
internal sealed class ImapLine(string text, byte[]? literal)
{
    private const int MaximumLiterals = 64;

    public string Text { get; } = text;

    public byte[]? Literal { get; } = literal;

    public static async Task<ImapLine> ReadAsync(WireReader reader, int literalLimit, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        byte[]? largest = null;
        for (var literals = 0; ; literals++)
        {
            var part = await reader.ReadTextAsync(cancellationToken).ConfigureAwait(false);
            if (text.Length + part.Length > WireReader.MaximumLine)
            {
                throw new WireException(
                    Problems.ServerReplyInvalid, $"The server sent a line of more than {WireReader.MaximumLine} octets.");
            }
            text.Append(part);
            if (!TryReadLength(part, out var length)) return new ImapLine(text.ToString(), largest);
            if (literals == MaximumLiterals)
            {
                throw new WireException(Problems.ServerReplyInvalid, $"The server sent a line with more than {MaximumLiterals} literals.");
            }
            if (length > literalLimit)
            {
                throw new WireException(Problems.FetchTooLarge, $"The server announced {length} octets; the limit is {literalLimit}.");
            }
            var literal = await reader.ReadBlockAsync((int)length, cancellationToken).ConfigureAwait(false);
            if (literal.Length >= (largest?.Length ?? 0)) largest = literal;
        }
    }

    private static bool TryReadLength(string line, out long length)
    {
        length = 0;
        if (line.Length == 0 || line[line.Length - 1] != '}') return false;
        var open = line.LastIndexOf('{');
        return open >= 0 && WireText.TryReadNumber(line, open + 1, line.Length - open - 2, out length);
    }
}
