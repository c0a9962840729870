using System.Security.Cryptography;
using System.Text;

namespace OAuthMail.MailKit.Watching;

/// <summary>
/// The form in which a position contains a UIDL: a short UIDL itself after <c>=</c>, or a hash of a longer one after <c>#</c>. Two UIDLs
/// with the same hash would lose a message, but at 192 bits no such pair can be constructed.
/// </summary>
internal static class UidlKey
{
    private const int HashOctets = 24;
    private const int HashLength = 32;

    public static string Of(string uidl)
    {
        // RFC 1939 section 7 allows 0x21 to 0x7E. Other characters that a server sends would break the format of a position.
        if (uidl.Length <= HashLength && uidl.All(c => c is > ' ' and <= '~')) return "=" + uidl;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(uidl));
        return "#" + Hashing.ToBase64Url(hash.Take(HashOctets).ToArray());
    }

    public static bool IsKey(string text) => text.Length > 0 && (text[0] == '='
        ? text.Length <= HashLength + 1 && text.All(c => c is > ' ' and <= '~')
        : text[0] == '#' && text.Length == HashLength + 1 && text.Skip(1).All(c => char.IsLetterOrDigit(c) || c is '-' or '_'));
}
