namespace OAuthMail.Networking;

/// <summary>The client's name in SMTP's EHLO (RFC 5321 section 4.1.1.1).</summary>
internal static class GreetingName
{
    /// <summary>
    /// Determines whether the name is a host name or an IPv4 address. An IPv6 address needs another form, and its zone can contain any
    /// characters, including line breaks.
    /// </summary>
    public static bool IsValid(string name) =>
        Uri.CheckHostName(name) is UriHostNameType.Dns or UriHostNameType.IPv4 && name.All(c => c is > ' ' and < '\x7f');
}
