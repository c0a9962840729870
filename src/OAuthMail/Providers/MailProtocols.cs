namespace OAuthMail.Providers;

/// <summary>Checks protocols without the cost of reflection.</summary>
internal static class MailProtocols
{
    public static bool IsDefined(MailProtocol protocol) => protocol is MailProtocol.Smtp or MailProtocol.Imap or MailProtocol.Pop3;

    public static ArgumentOutOfRangeException Undefined(MailProtocol protocol, string paramName) =>
        new(paramName, protocol, "The protocol isn't defined. Valid values: Smtp, Imap, Pop3.");
}
