namespace OAuthMail.Testing;

/// <summary>Whose words a mail server uses, and whose habits it has where the standards leave room.</summary>
public enum MailDialect
{
    /// <summary>By the RFCs: a refused token is answered with RFC 7628's error challenge, then with the failure.</summary>
    Standard,

    /// <summary>Google's: the error challenge carries <c>status</c>, <c>schemes</c> and <c>scope</c>.</summary>
    Google,

    /// <summary>
    /// Microsoft Exchange Online's: a refusal is direct, without a challenge; POP3 does not take an initial response on the AUTH line;
    /// SMTP refuses a foreign sender with <c>550 5.7.60</c>.
    /// </summary>
    Exchange,
}
