using System.Collections.Concurrent;

namespace OAuthMail.Testing;

/// <summary>Specifies the behavior of an SMTP submission server.</summary>
public sealed class SmtpTestServerOptions : MailTestServerOptions
{
    /// <summary>
    /// Gets or sets the maximum length of a command line other than AUTH, in bytes with CR LF. RFC 5321 section
    /// 4.5.3.1.4 specifies 512.
    /// </summary>
    /// <value>The default is 2,048.</value>
    public int CommandLineLimit { get; set; } = 2048;

    /// <summary>
    /// Gets or sets the maximum length of an AUTH command line with its initial response, in bytes with CR LF. RFC 4954
    /// section 4 guarantees 512, and Postfix truncates at 2,048.
    /// </summary>
    /// <value>The default is 12,288, as with the large providers.</value>
    public int AuthLineLimit { get; set; } = 12288;

    /// <summary>Gets or sets the maximum number of recipients of one message.</summary>
    /// <value>The default is 100 (RFC 5321 section 4.5.3.1.8).</value>
    public int MaxRecipients { get; set; } = 100;

    /// <summary>
    /// Gets the passwords by user name. If there are any, AUTH PLAIN and AUTH LOGIN are offered after TLS, in addition to
    /// <see cref="MailTestServerOptions.Mechanisms"/>. A user with a password needs no mailbox and may use any sender, as
    /// at a relay. The dictionary is thread-safe and can be changed at any time.
    /// </summary>
    public IDictionary<string, string> Passwords { get; } = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// Gets or sets whether messages are accepted without a login after TLS, as at a relay in a private network. Every
    /// sender is accepted then.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool AllowWithoutLogin { get; set; }

    /// <summary>
    /// Gets or sets whether every sender is accepted. If <see langword="false"/>, MAIL FROM must be the mailbox of the
    /// user, an alias, or an address that <see cref="TestMailbox.AllowSendAs"/> allowed.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool AllowAnySender { get; set; }

    /// <summary>
    /// Gets or sets whether <c>Return-Path</c> and <c>Received</c> are added to each message (RFC 5321 section 4.4). If
    /// <see langword="false"/>, messages are stored byte for byte as they were sent.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool AddTraceHeaders { get; set; }

    /// <summary>Gets or sets whether PIPELINING is offered (RFC 2920).</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool OfferPipelining { get; set; } = true;

    /// <summary>
    /// Gets or sets whether SMTPUTF8 is offered (RFC 6531). An address that is not ASCII is rejected unless MAIL has
    /// requested SMTPUTF8.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: <see langword="false"/> in the Exchange dialect, <see langword="true"/>
    /// in the others.
    /// </value>
    public bool? OfferSmtpUtf8 { get; set; }

    internal bool OffersSmtpUtf8 => OfferSmtpUtf8 ?? Dialect != MailDialect.Exchange;

    /// <summary>
    /// Gets or sets whether a connection above <see cref="MailFaults.MaxConnectionsPerMailbox"/> is rejected at MAIL
    /// instead of AUTH. The login succeeds then, and MAIL succeeds after another connection was closed.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool RejectExcessConnectionsAtMail { get; set; }

    /// <summary>
    /// Gets or sets the maximum number of messages that a mailbox may submit in a minute of
    /// <see cref="MailTestServerOptions.TimeProvider"/>, in all its connections, or <see langword="null"/> for no
    /// limit. Exchange Online allows 30. A further MAIL is answered with <see cref="SmtpReplies.TooManyMessages"/>, and
    /// the connection is closed.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public int? MaxMessagesPerMinute { get; set; }

    /// <summary>
    /// Gets or sets the maximum number of messages in one connection, or <see langword="null"/> for no limit. A further
    /// MAIL is answered with <see cref="SmtpReplies.ConnectionUsedUp"/>, and the connection is closed.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public int? MaxMessagesPerConnection { get; set; }

    /// <summary>
    /// Gets or sets the minimum remaining lifetime of a token, by the clock of the authorization server. Exchange High
    /// Volume Email requires 10 minutes. A token that expires sooner is rejected with
    /// <see cref="SmtpReplies.TokenWillExpireSoon"/>, without a challenge.
    /// </summary>
    /// <value>The default is zero.</value>
    public TimeSpan MinimumTokenLifetime { get; set; }

    /// <summary>
    /// Gets the rejected recipients, with the reply to RCPT for each, such as <see cref="SmtpReplies.RecipientBusy"/>.
    /// Case is ignored. The dictionary is thread-safe and can be changed at any time.
    /// </summary>
    public IDictionary<string, string> RejectedRecipients { get; } =
        new ConcurrentDictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Gets the rejected senders, with the reply to MAIL for each, such as <see cref="SmtpReplies.SendAsDenied"/>. They
    /// are rejected even if the mailbox may send from them. Case is ignored. The dictionary is thread-safe and can be
    /// changed at any time.
    /// </summary>
    public IDictionary<string, string> RejectedSenders { get; } =
        new ConcurrentDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
