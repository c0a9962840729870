using System.Security.Cryptography;
using System.Text;

namespace OAuthMail.MailKit.Watching;

/// <summary>
/// What a position keeps of a UIDL: itself after a <c>=</c> if it is short, otherwise a hash after a <c>#</c>. Two UIDLs with one hash
/// would lose a message; at 192 bits nobody can make them.
/// </summary>
internal static class Pop3Key
{
    private const int HashOctets = 24;
    private const int HashLength = 32;

    public static string Of(string uidl)
    {
        // RFC 1939 section 7 allows 0x21 to 0x7E; what a server sends beyond that must not break the line.
        if (uidl.Length <= HashLength && uidl.All(c => c is > ' ' and <= '~')) return "=" + uidl;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(uidl));
        return "#" + Hashing.ToBase64Url(hash.Take(HashOctets).ToArray());
    }

    public static bool IsKey(string text) => text.Length > 0 && (text[0] == '='
        ? text.Length <= HashLength + 1 && text.All(c => c is > ' ' and <= '~')
        : text[0] == '#' && text.Length == HashLength + 1 && text.Skip(1).All(c => char.IsLetterOrDigit(c) || c is '-' or '_'));
}
