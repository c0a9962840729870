namespace OAuthMail.Testing.Mailboxes;

/// <summary>Validates the addresses of mailboxes (RFC 5321 section 4.1.2, RFC 6531).</summary>
internal static class MailboxAddress
{
    /// <summary>Returns whether the text has a local part and a domain that a command can contain.</summary>
    public static bool IsValid(string address)
    {
        var at = address.LastIndexOf('@');
        return at > 0 && at < address.Length - 1 && !address.AsSpan(at).ContainsAny(' ', '<', '>') && !address.Any(char.IsControl)
            && (address[0] == '"' || !address.AsSpan(0, at).ContainsAny(' ', '<', '>'));
    }
}
