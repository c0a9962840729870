using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OAuthMail.Testing.Mail.Mime;

namespace OAuthMail.Testing.Mail.Imap;

/// <summary>Provides the identifiers of Gmail's extension: X-GM-MSGID and X-GM-THRID, numbers with 64 bits.</summary>
internal static class GmailIds
{
    /// <summary>Returns the identifier that all copies of a message have in common.</summary>
    public static string OfMessage(StoredMessage message) => message.Details.Identity.ToString(CultureInfo.InvariantCulture);

    /// <summary>
    /// Returns the identifier that a message and its replies have in common: it depends on the first message of
    /// <c>References</c> or <c>In-Reply-To</c>, or else on the message itself.
    /// </summary>
    public static string OfThread(StoredMessage message)
    {
        var structure = MessageStructure.Of(message);
        var root = First(structure.Value("References")) ?? First(structure.Value("In-Reply-To")) ?? First(structure.Value("Message-ID"));
        if (root is null) return OfMessage(message);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(root));

        // Gmail's identifiers have 19 digits.
        return (1_000_000_000_000_000_000 + (BitConverter.ToUInt64(hash) >> 4)).ToString(CultureInfo.InvariantCulture);
    }

    private static string? First(string? ids)
    {
        var words = ids?.Split((char[])[' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return words is { Length: > 0 } ? words[0] : null;
    }
}
