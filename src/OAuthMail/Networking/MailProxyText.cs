using OAuthMail.Configuration.Validation;
using OAuthMail.Providers;

namespace OAuthMail.Networking;

/// <summary>A proxy as a person writes it in a configuration file.</summary>
internal static class MailProxyText
{
    private static readonly (string Scheme, MailProxyKind Kind)[] Schemes =
    [
        ("socks4://", MailProxyKind.Socks4), ("socks4a://", MailProxyKind.Socks4a), ("socks5://", MailProxyKind.Socks5),
        ("http://", MailProxyKind.Http), ("https://", MailProxyKind.Https),
    ];

    public static string SchemeOf(MailProxyKind kind) => Schemes.First(one => one.Kind == kind).Scheme;

    /// <summary>What is wrong with the text, beginning in lower case; null if it names a proxy.</summary>
    public static string? WhyNot(string text, out MailProxyKind kind, out string host, out int port)
    {
        (kind, host, port) = (default, "", 0);
        text = text.Trim();

        // What stands before the sign is a login as likely as not, so nothing of it is shown.
        if (text.Contains('@')) return "carries a login: name the user in ProxyUserName and the password in ProxyPasswordFile";
        var scheme = Schemes.FirstOrDefault(one => text.StartsWith(one.Scheme, StringComparison.OrdinalIgnoreCase));
        if (scheme.Scheme is null)
        {
            return $"is {OptionText.Quote(text)}, which does not begin with {string.Join(", ", Schemes.Select(one => one.Scheme))}";
        }
        kind = scheme.Kind;
        var rest = text.Substring(scheme.Scheme.Length);
        if (rest.Length > 0 && rest[rest.Length - 1] == '/') rest = rest.Substring(0, rest.Length - 1);
        return MailEndpointText.TrySplit(rest, out host, out port)
            ? null
            : $"is {OptionText.Quote(text)}, which is not an address such as {scheme.Scheme}proxy.example.net:1080";
    }
}
