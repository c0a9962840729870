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
        return Hash(uidl);
    }

    /// <summary>Returns the key of one of several messages with the same UIDL.</summary>
    /// <param name="key">The key of the UIDL.</param>
    /// <param name="number">The number of the message among them, from 1. The first has the key of the UIDL itself.</param>
    public static string OfCopy(string key, int number) => number == 1 ? key : Hash($"{key} {number}");

    /// <summary>Returns the key of a message without a unique ID.</summary>
    public static string OfContent(string identity) => Hash("without a unique ID\n" + identity);

    public static bool IsKey(string text) => text.Length > 0 && (text[0] == '='
        ? text.Length <= HashLength + 1 && text.All(c => c is > ' ' and <= '~')
        : text[0] == '#' && text.Length == HashLength + 1 && text.Skip(1).All(c => char.IsLetterOrDigit(c) || c is '-' or '_'));

    private static string Hash(string text)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return "#" + Hashing.ToBase64Url(hash.Take(HashOctets).ToArray());
    }
}
