using System.Text;

namespace OAuthMail.Networking;

/// <summary>Whether a proxy's protocol can carry a login.</summary>
internal static class MailProxyLogin
{
    /// <summary>A user name and a password have one octet for their length in SOCKS 5 (RFC 1929 section 2).</summary>
    private const int MaximumSocks5Part = 255;

    /// <summary>What is wrong with a login, under the option's name; null if nothing is.</summary>
    public static OptionError? WhyNot(MailProxyKind kind, string userName, string? password)
    {
        const string user = nameof(MailConnectionOptions.ProxyUserName);
        const string secret = nameof(MailConnectionOptions.ProxyPassword);
        if (userName.Length == 0) return new OptionError(user, "is empty: leave it out where the proxy wants no login");
        if (userName.Any(char.IsControl)) return new OptionError(user, "has control characters");
        if (password?.Any(char.IsControl) == true) return new OptionError(secret, "has control characters");
        var hasPassword = !string.IsNullOrEmpty(password);
        if (kind is MailProxyKind.Socks4 or MailProxyKind.Socks4a)
        {
            return hasPassword ? new OptionError(secret, "is set, but SOCKS 4 has no passwords") : null;
        }
        if (!hasPassword) return new OptionError(secret, "is missing: the user name alone is no login");
        if (kind is MailProxyKind.Http or MailProxyKind.Https)
        {
            return userName.Contains(':') ? new OptionError(user, "has a colon, which would begin the password (RFC 7617)") : null;
        }
        if (Encoding.UTF8.GetByteCount(userName) > MaximumSocks5Part)
        {
            return new OptionError(user, "is longer than the 255 octets that SOCKS 5 has for it");
        }
        return Encoding.UTF8.GetByteCount(password!) > MaximumSocks5Part
            ? new OptionError(secret, "is longer than the 255 octets that SOCKS 5 has for it")
            : null;
    }
}
