using OAuthMail.Configuration.Validation;
using OAuthMail.Providers;

namespace OAuthMail.Networking;

/// <summary>A proxy as configuration specifies it.</summary>
internal static class MailProxyText
{
    private static readonly (string Scheme, MailProxyKind Kind)[] Schemes =
    [
        ("socks4://", MailProxyKind.Socks4), ("socks4a://", MailProxyKind.Socks4a), ("socks5://", MailProxyKind.Socks5),
        ("http://", MailProxyKind.Http), ("https://", MailProxyKind.Https),
    ];

    public static string SchemeOf(MailProxyKind kind) => Schemes.First(one => one.Kind == kind).Scheme;

    /// <summary>Returns the error of the text as a full sentence, or <see langword="null"/> if it specifies a proxy.</summary>
    public static string? WhyNot(string text, out MailProxyKind kind, out string host, out int port)
    {
        (kind, host, port) = (default, "", 0);
        text = text.Trim();

        // The text before the '@' may be a password, so the text is not shown.
        if (text.Contains('@')) return "Must not contain a user name and a password. Set ProxyUserName and ProxyPasswordFile.";
        var scheme = Schemes.FirstOrDefault(one => text.StartsWith(one.Scheme, StringComparison.OrdinalIgnoreCase));
        if (scheme.Scheme is null)
        {
            return $"{OptionText.Quote(text)} isn't a proxy. Valid prefixes: {string.Join(", ", Schemes.Select(one => one.Scheme))}.";
        }

        kind = scheme.Kind;
        var rest = text.Substring(scheme.Scheme.Length);
        if (rest.Length > 0 && rest[rest.Length - 1] == '/') rest = rest.Substring(0, rest.Length - 1);
        return MailEndpointText.TrySplit(rest, out host, out port)
            ? null
            : $"{OptionText.Quote(text)} isn't an address such as {scheme.Scheme}proxy.example.net:1080.";
    }
}
