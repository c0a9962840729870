using System.Runtime.CompilerServices;
using System.Text;
using MailKit.Net.Imap;
using MailKit.Net.Pop3;
using OAuthMail.Errors;

namespace OAuthMail.MailKit.Authentication;

/// <summary>
/// The secrets that were sent over the connections of each client. They must not appear in any log or exception for as long as the client
/// exists, because a server can echo them at any time.
/// </summary>
internal static class LoginRedactor
{
    private static readonly ConditionalWeakTable<IMailService, Redactor> ByClient = new();

    /// <summary>Returns the redactor of a client.</summary>
    public static Redactor Of(IMailService client) => ByClient.GetValue(client, static _ => new Redactor());

    /// <summary>Forgets the secrets of earlier logins, at the beginning of the login over another connection.</summary>
    public static void Reset(IMailService client) => ByClient.Remove(client);

    /// <summary>Adds a token, and the login message that contains it.</summary>
    public static void Add(Redactor redactor, AccessToken token, OAuthSaslMechanism mechanism)
    {
        redactor.Add(token.Value);
        redactor.Add(mechanism.Message);
    }

    /// <summary>Adds a password, and the form in which PLAIN sends it.</summary>
    public static void Add(Redactor redactor, string user, string password)
    {
        redactor.Add(password);
        redactor.Add(Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{user}\0{password}")));
    }

    /// <summary>Returns an exception of MailKit, or a stand-in if its texts contain a secret.</summary>
    public static Exception Clean(Exception failure, Redactor redactor) => StandInException.Clean(failure, redactor, one => one switch
    {
        Pop3CommandException pop3 => !StandInException.IsClean(pop3.StatusText, redactor),
        ImapCommandException imap => !StandInException.IsClean(imap.ResponseText, redactor),
        _ => false,
    });

    /// <summary>Returns the text of an exception or a reply for a message.</summary>
    public static string Clean(string text, Redactor redactor, int most = 500) =>
        ForeignText.Clean(redactor.Clean(text), most, '\ufffd');
}
