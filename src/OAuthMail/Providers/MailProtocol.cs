namespace OAuthMail;

/// <summary>Specifies a mail protocol.</summary>
public enum MailProtocol
{
    /// <summary>Message submission, RFC 6409 and RFC 4954.</summary>
    Smtp,

    /// <summary>IMAP4rev1, RFC 3501.</summary>
    Imap,

    /// <summary>POP3, RFC 1939 and RFC 5034.</summary>
    Pop3,
}
