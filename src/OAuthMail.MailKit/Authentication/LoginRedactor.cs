using System.Text;
using OAuthMail.Errors;

namespace OAuthMail.MailKit.Authentication;

/// <summary>Creates redactors for the secrets of a login, which must not appear in any log or exception.</summary>
internal static class LoginRedactor
{
    /// <summary>
    /// Creates a redactor for a token, the login message that contains it, and the base64 form of the token inside any other text that a
    /// server may encode with it.
    /// </summary>
    public static Redactor Create(AccessToken token, OAuthSaslMechanism mechanism)
    {
        var redactor = new Redactor();
        redactor.Add(token.Value);
        redactor.Add(mechanism.Message);
        AddEncoded(redactor, Encoding.UTF8.GetBytes(token.Value));
        return redactor;
    }

    /// <summary>Creates a redactor for a password, as clear text and as PLAIN and LOGIN send it.</summary>
    public static Redactor Create(string user, string password)
    {
        var redactor = new Redactor();
        redactor.Add(password);
        redactor.Add(Convert.ToBase64String(Encoding.UTF8.GetBytes(password)));
        redactor.Add(Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{user}\0{password}")));
        return redactor;
    }

    /// <summary>
    /// Adds the three base64 forms of a secret. Base64 encodes groups of three octets, so the form depends on the offset of the secret.
    /// </summary>
    private static void AddEncoded(Redactor redactor, byte[] secret)
    {
        for (var skipped = 0; skipped < 3; skipped++)
        {
            var whole = (secret.Length - skipped) / 3 * 3;
            if (whole >= 9) redactor.Add(Convert.ToBase64String(secret, skipped, whole));
        }
    }
}
