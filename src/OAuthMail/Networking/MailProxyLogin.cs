using System.Text;

namespace OAuthMail.Networking;

/// <summary>Checks whether the protocol of a proxy supports a user name and a password.</summary>
internal static class MailProxyLogin
{
    /// <summary>SOCKS 5 has one octet for the length of a user name and of a password (RFC 1929 section 2).</summary>
    private const int MaximumSocks5Part = 255;

    /// <summary>Returns the error of a login, or <see langword="null"/> if there is none.</summary>
    public static OptionError? WhyNot(MailProxyKind kind, string userName, string? password)
    {
        const string user = nameof(MailConnectionOptions.ProxyUserName);
        const string secret = nameof(MailConnectionOptions.ProxyPassword);
        if (userName.Length == 0) return new OptionError(user, "Must not be empty. Leave it unset if the proxy requires no login.");
        if (userName.Any(char.IsControl)) return new OptionError(user, "Must not contain control characters.");
        if (password?.Any(char.IsControl) == true) return new OptionError(secret, "The password must not contain control characters.");
        var hasPassword = !string.IsNullOrEmpty(password);
        if (kind is MailProxyKind.Socks4 or MailProxyKind.Socks4a)
        {
            return hasPassword ? new OptionError(secret, "Must not be set: SOCKS 4 has no passwords.") : null;
        }

        if (!hasPassword) return new OptionError(secret, "Required. The proxy has a user name, but no password.");
        if (kind is MailProxyKind.Http or MailProxyKind.Https)
        {
            return userName.Contains(':')
                ? new OptionError(user, "Must not contain a colon, after which the password begins (RFC 7617).")
                : null;
        }

        if (Encoding.UTF8.GetByteCount(userName) > MaximumSocks5Part)
        {
            return new OptionError(user, "Must have at most 255 octets, the limit of SOCKS 5.");
        }

        return Encoding.UTF8.GetByteCount(password!) > MaximumSocks5Part
            ? new OptionError(secret, "The password must have at most 255 octets, the limit of SOCKS 5.")
            : null;
    }
}
