namespace OAuthMail.Testing;

/// <summary>Specifies the behavior of an IMAP server.</summary>
public sealed class ImapTestServerOptions : MailTestServerOptions
{
    /// <summary>
    /// Initializes the default options. <see cref="MailTestServerOptions.IdleTimeout"/> is 30 minutes, the minimum that
    /// RFC 3501 section 5.4 allows.
    /// </summary>
    public ImapTestServerOptions() => IdleTimeout = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Gets or sets whether SASL-IR is offered (RFC 4959). If <see langword="false"/>, an initial response is answered
    /// with BAD.
    /// </summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool OfferInitialResponse { get; set; } = true;

    /// <summary>Gets or sets whether IDLE is offered (RFC 2177).</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool OfferIdle { get; set; } = true;

    /// <summary>
    /// Gets or sets the maximum time in IDLE, by <see cref="MailTestServerOptions.TimeProvider"/>, or
    /// <see langword="null"/> for no limit. After that time the server sends <c>* BYE</c> and closes the connection,
    /// even if it has sent changes in between.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public TimeSpan? IdleLimit { get; set; }

    /// <summary>Gets or sets whether MOVE is offered (RFC 6851).</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool OfferMove { get; set; } = true;

    /// <summary>Gets or sets whether UIDPLUS is offered (RFC 4315).</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool OfferUidPlus { get; set; } = true;

    /// <summary>Gets or sets whether NAMESPACE is offered (RFC 2342).</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool OfferNamespace { get; set; } = true;

    /// <summary>Gets or sets whether UNSELECT is offered (RFC 3691).</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool OfferUnselect { get; set; } = true;

    /// <summary>Gets or sets whether ID is offered (RFC 2971).</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool OfferId { get; set; } = true;

    /// <summary>
    /// Gets or sets whether LITERAL+ is offered (RFC 7888). If <see langword="false"/>, a non-synchronizing literal is
    /// answered with BAD.
    /// </summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool OfferLiteralPlus { get; set; } = true;

    /// <summary>
    /// Gets or sets whether SPECIAL-USE is offered (RFC 6154). LIST returns <see cref="MailFolder.SpecialUse"/> in any
    /// case.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: <see langword="false"/> in the Exchange dialect, <see langword="true"/>
    /// in the others.
    /// </value>
    public bool? OfferSpecialUse { get; set; }

    /// <summary>Gets or sets whether CONDSTORE is offered (RFC 7162).</summary>
    /// <value>
    /// The default is <see langword="null"/>: <see langword="false"/> in the Exchange dialect, <see langword="true"/>
    /// in the others.
    /// </value>
    public bool? OfferCondStore { get; set; }

    /// <summary>Gets or sets whether ESEARCH is offered (RFC 4731).</summary>
    /// <value>
    /// The default is <see langword="null"/>: <see langword="false"/> in the Exchange dialect, <see langword="true"/>
    /// in the others.
    /// </value>
    public bool? OfferExtendedSearch { get; set; }

    /// <summary>Gets or sets whether UTF8=ACCEPT is offered (RFC 6855).</summary>
    /// <value>
    /// The default is <see langword="null"/>: <see langword="false"/> in the Exchange dialect, <see langword="true"/>
    /// in the others.
    /// </value>
    public bool? OfferUtf8 { get; set; }

    internal bool OffersSpecialUse => OfferSpecialUse ?? Dialect != MailDialect.Exchange;

    internal bool OffersCondStore => OfferCondStore ?? Dialect != MailDialect.Exchange;

    internal bool OffersExtendedSearch => OfferExtendedSearch ?? Dialect != MailDialect.Exchange;

    internal bool OffersUtf8 => OfferUtf8 ?? Dialect != MailDialect.Exchange;

    /// <summary>Gets a value that indicates whether ENABLE is offered (RFC 5161), because there is something to enable.</summary>
    internal bool OffersEnable => OffersCondStore || OffersUtf8;

    /// <summary>Gets a value that indicates whether Gmail's extensions are offered (X-GM-EXT-1).</summary>
    internal bool OffersGmail => Dialect == MailDialect.Google;

    /// <summary>Gets or sets the maximum length of a command without its literals, in bytes.</summary>
    /// <value>The default is 65,536.</value>
    public int CommandLimit { get; set; } = 65536;
}
