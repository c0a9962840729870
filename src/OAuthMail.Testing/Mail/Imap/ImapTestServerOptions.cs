namespace OAuthMail.Testing.Mail.Imap;

/// <summary>What an IMAP server can be told besides what all mail servers can.</summary>
public sealed class ImapTestServerOptions : MailTestServerOptions
{
    /// <summary>Makes the default options; <see cref="MailTestServerOptions.IdleTimeout"/> is 30 minutes, the least that RFC 3501 §5.4 allows.</summary>
    public ImapTestServerOptions() => IdleTimeout = TimeSpan.FromMinutes(30);

    /// <summary>Whether an initial response is taken and SASL-IR offered (RFC 4959); true by default. Without it, one is answered BAD.</summary>
    public bool OfferInitialResponse { get; set; } = true;

    /// <summary>Whether IDLE is offered (RFC 2177); true by default.</summary>
    public bool OfferIdle { get; set; } = true;

    /// <summary>Whether MOVE is offered (RFC 6851); true by default.</summary>
    public bool OfferMove { get; set; } = true;

    /// <summary>Whether UIDPLUS is offered (RFC 4315); true by default.</summary>
    public bool OfferUidPlus { get; set; } = true;

    /// <summary>The longest command but for its literals, in octets; 65,536 by default.</summary>
    public int CommandLimit { get; set; } = 65536;
}
