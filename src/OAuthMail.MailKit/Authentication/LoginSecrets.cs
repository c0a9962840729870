using System.Text;
using OAuthMail.Errors;

namespace OAuthMail.MailKit.Authentication;

/// <summary>What of a login must not be seen in any log or exception.</summary>
internal static class LoginSecrets
{
    /// <summary>
    /// The token and the login message, and the token in base64 as it stands in whatever else a server may encode with it.
    /// </summary>
    public static Redactor Of(AccessToken token, OAuthSaslMechanism mechanism)
    {
        var redactor = new Redactor();
        redactor.Add(token.Value);
        redactor.Add(mechanism.Message);
        AddEncoded(redactor, Encoding.UTF8.GetBytes(token.Value));
        return redactor;
    }

    /// <summary>The password as PLAIN, LOGIN and a server that echoes it would show it.</summary>
    public static Redactor Of(string user, string password)
    {
        var redactor = new Redactor();
        redactor.Add(password);
        redactor.Add(Convert.ToBase64String(Encoding.UTF8.GetBytes(password)));
        redactor.Add(Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{user}\0{password}")));
        return redactor;
    }

    /// <summary>Base64 takes three octets at a time, so the same text has three forms, by where it begins.</summary>
    private static void AddEncoded(Redactor redactor, byte[] secret)
    {
        for (var skipped = 0; skipped < 3; skipped++)
        {
            var whole = (secret.Length - skipped) / 3 * 3;
            if (whole >= 9) redactor.Add(Convert.ToBase64String(secret, skipped, whole));
        }
    }
}
