namespace OAuthMail.Testing;

/// <summary>Specifies which mail server is emulated where standards leave a choice.</summary>
public enum MailDialect
{
    /// <summary>
    /// The RFCs: a rejected token receives the error challenge of RFC 7628 and then the failure reply.
    /// </summary>
    Standard,

    /// <summary>Google: the error challenge contains <c>status</c>, <c>schemes</c> and <c>scope</c>.</summary>
    Google,

    /// <summary>
    /// Microsoft Exchange Online: a rejected token receives no challenge, POP3 does not accept an initial response on
    /// the AUTH line, and SMTP rejects a foreign sender with <c>550 5.7.60</c>.
    /// </summary>
    Exchange,
}
