using System.Globalization;
using OAuthMail.Configuration.Validation;

namespace OAuthMail.Providers;

/// <summary>A mail server as configuration specifies it.</summary>
internal static class MailEndpointText
{
    private const string TlsPrefix = "tls://";
    private const string StartTlsPrefix = "starttls://";

    public static bool TryParse(string text, out MailEndpoint? endpoint)
    {
        endpoint = null;
        text = text.Trim();
        TlsMode? tls = null;
        if (text.StartsWith(TlsPrefix, StringComparison.OrdinalIgnoreCase))
        {
            (tls, text) = (TlsMode.Implicit, text.Substring(TlsPrefix.Length));
        }
        else if (text.StartsWith(StartTlsPrefix, StringComparison.OrdinalIgnoreCase))
        {
            (tls, text) = (TlsMode.StartTls, text.Substring(StartTlsPrefix.Length));
        }

        if (!TrySplit(text, out var host, out var port)) return false;
        endpoint = new MailEndpoint(host, port, tls ?? (port is 465 or 993 or 995 ? TlsMode.Implicit : TlsMode.StartTls));
        return true;
    }

    /// <summary>Splits <c>host:port</c>. An IPv6 address is written in brackets.</summary>
    public static bool TrySplit(string text, out string host, out int port)
    {
        (host, port) = ("", 0);
        var colon = text.LastIndexOf(':');
        if (colon < 0) return false;
        host = text.Substring(0, colon).Trim('[', ']');
        var digits = text.Substring(colon + 1);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= 65535
            && MailEndpoint.IsHost(host);
    }

    /// <summary>Returns the error for a text that specifies no server.</summary>
    public static string Refuse(string text, MailProtocol protocol) =>
        $"{OptionText.Quote(text)} isn't a server in the form host:port, such as {Example(protocol)}.";

    public static string Example(MailProtocol protocol) => protocol switch
    {
        MailProtocol.Smtp => "smtp.example.net:465",
        MailProtocol.Imap => "imap.example.net:993",
        _ => "pop.example.net:995",
    };
}
