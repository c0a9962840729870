using System.Collections.Concurrent;

namespace OAuthMail.Testing;

/// <summary>What an SMTP submission server can be told besides what all mail servers can.</summary>
public sealed class SmtpTestServerOptions : MailTestServerOptions
{
    /// <summary>The longest command line but AUTH's, in octets with CR LF; 2,048 by default, 512 in RFC 5321 §4.5.3.1.4.</summary>
    public int CommandLineLimit { get; set; } = 2048;

    /// <summary>
    /// The longest AUTH command line with its initial response, in octets with CR LF; 12,288 by default, as the large providers take it.
    /// 512 is what RFC 4954 §4 grants, 2,048 is where Postfix cuts.
    /// </summary>
    public int AuthLineLimit { get; set; } = 12288;

    /// <summary>The most recipients of one message; 100 by default (RFC 5321 §4.5.3.1.8).</summary>
    public int MaxRecipients { get; set; } = 100;

    /// <summary>
    /// Whether any sender is taken; false by default: MAIL FROM must be the mailbox that is logged in, an alias, or an address that
    /// <see cref="TestMailbox.AllowSendAs"/> allowed.
    /// </summary>
    public bool AllowAnySender { get; set; }

    /// <summary>
    /// Whether <c>Return-Path</c> and <c>Received</c> are put before each message (RFC 5321 §4.4); false by default, so that what is delivered is
    /// octet for octet what was sent.
    /// </summary>
    public bool AddTraceHeaders { get; set; }

    /// <summary>Whether PIPELINING is offered (RFC 2920); true by default.</summary>
    public bool OfferPipelining { get; set; } = true;

    /// <summary>
    /// Whether SMTPUTF8 is offered (RFC 6531). Null, the default, leaves it to the dialect: Exchange does not, the others do. An address with other
    /// characters than ASCII is refused unless MAIL asked for it.
    /// </summary>
    public bool? OfferSmtpUtf8 { get; set; }

    internal bool OffersSmtpUtf8 => OfferSmtpUtf8 ?? Dialect != MailDialect.Exchange;

    /// <summary>
    /// Where a connection beyond <see cref="MailFaults.MaxConnectionsPerMailbox"/> is refused: at AUTH if false, the default; at MAIL if true, and
    /// then the login has succeeded, and MAIL does too once another connection has made room.
    /// </summary>
    public bool RejectExcessConnectionsAtMail { get; set; }

    /// <summary>
    /// How many messages a mailbox may begin in any minute of <see cref="MailTestServerOptions.TimeProvider"/>, in all its connections together;
    /// null, the default, for any number; 30 in Exchange Online. The MAIL beyond it is answered
    /// <see cref="SmtpReplies.TooManyMessages"/>, and the connection ends.
    /// </summary>
    public int? MaxMessagesPerMinute { get; set; }

    /// <summary>
    /// How many messages are taken in one connection; null, the default, for any number. The MAIL after them is answered
    /// <see cref="SmtpReplies.ConnectionUsedUp"/>, and the connection ends.
    /// </summary>
    public int? MaxMessagesPerConnection { get; set; }

    /// <summary>
    /// How long a token must still live, by the clock of the authorization server; zero by default, 10 minutes in High Volume Email. One that ends
    /// sooner is refused with <see cref="SmtpReplies.TokenWillExpireSoon"/>, without a challenge.
    /// </summary>
    public TimeSpan MinimumTokenLifetime { get; set; }

    /// <summary>
    /// Recipients that are refused, with the reply to RCPT for each: <see cref="SmtpReplies.RecipientBusy"/> or any other. Addresses are compared
    /// without regard to case. May be changed at any time, from any thread.
    /// </summary>
    public IDictionary<string, string> RejectedRecipients { get; } = new ConcurrentDictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Senders that are refused, with the reply to MAIL for each, also if the mailbox may send as them: <see cref="SmtpReplies.SendAsDenied"/> or
    /// any other. Addresses are compared without regard to case. May be changed at any time, from any thread.
    /// </summary>
    public IDictionary<string, string> RejectedSenders { get; } = new ConcurrentDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
