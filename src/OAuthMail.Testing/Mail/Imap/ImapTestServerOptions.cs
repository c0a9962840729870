namespace OAuthMail.Testing;

/// <summary>What an IMAP server can be told besides what all mail servers can.</summary>
public sealed class ImapTestServerOptions : MailTestServerOptions
{
    /// <summary>Makes the default options; <see cref="MailTestServerOptions.IdleTimeout"/> is 30 minutes, the least that RFC 3501 §5.4 allows.</summary>
    public ImapTestServerOptions() => IdleTimeout = TimeSpan.FromMinutes(30);

    /// <summary>Whether an initial response is taken and SASL-IR offered (RFC 4959); true by default. Without it, one is answered BAD.</summary>
    public bool OfferInitialResponse { get; set; } = true;

    /// <summary>Whether IDLE is offered (RFC 2177); true by default.</summary>
    public bool OfferIdle { get; set; } = true;

    /// <summary>
    /// How long a connection may stand in IDLE, by <see cref="MailTestServerOptions.TimeProvider"/>: then the server says <c>* BYE</c> and closes it,
    /// as many do after some minutes, whatever is told in the meantime. Null, the default, for as long as the client likes.
    /// </summary>
    public TimeSpan? IdleLimit { get; set; }

    /// <summary>Whether MOVE is offered (RFC 6851); true by default.</summary>
    public bool OfferMove { get; set; } = true;

    /// <summary>Whether UIDPLUS is offered (RFC 4315); true by default.</summary>
    public bool OfferUidPlus { get; set; } = true;

    /// <summary>Whether NAMESPACE is offered (RFC 2342); true by default.</summary>
    public bool OfferNamespace { get; set; } = true;

    /// <summary>Whether UNSELECT is offered (RFC 3691); true by default.</summary>
    public bool OfferUnselect { get; set; } = true;

    /// <summary>Whether ID is offered (RFC 2971); true by default.</summary>
    public bool OfferId { get; set; } = true;

    /// <summary>Whether LITERAL+ is offered (RFC 7888); true by default. Without it, a literal that does not wait is answered BAD.</summary>
    public bool OfferLiteralPlus { get; set; } = true;

    /// <summary>The longest command but for its literals, in octets; 65,536 by default.</summary>
    public int CommandLimit { get; set; } = 65536;
}
