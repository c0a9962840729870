namespace OAuthMail.Testing.Mail.Smtp;

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
    /// <see cref="Mailboxes.TestMailbox.AllowSendAs"/> allowed.
    /// </summary>
    public bool AllowAnySender { get; set; }

    /// <summary>
    /// Whether <c>Return-Path</c> and <c>Received</c> are put before each message (RFC 5321 §4.4); false by default, so that what is delivered is
    /// octet for octet what was sent.
    /// </summary>
    public bool AddTraceHeaders { get; set; }

    /// <summary>Whether PIPELINING is offered (RFC 2920); true by default.</summary>
    public bool OfferPipelining { get; set; } = true;
}
