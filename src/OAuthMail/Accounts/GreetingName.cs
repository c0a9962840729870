namespace OAuthMail.Accounts;

/// <summary>The name by which a client greets an SMTP server (RFC 5321 section 4.1.1.1).</summary>
internal static class GreetingName
{
    /// <summary>No IPv6 address: as a greeting it would need another form, and its zone may be any text, line breaks included.</summary>
    public static bool IsValid(string name) =>
        Uri.CheckHostName(name) is UriHostNameType.Dns or UriHostNameType.IPv4 && name.All(c => c is > ' ' and < '\x7f');
}
