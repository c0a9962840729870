namespace OAuthMail.Testing;

/// <summary>Specifies the behavior of a POP3 server.</summary>
public sealed class Pop3TestServerOptions : MailTestServerOptions
{
    /// <summary>
    /// Initializes the default options. <see cref="MailTestServerOptions.IdleTimeout"/> is 10 minutes, the minimum that
    /// RFC 1939 section 3 allows.
    /// </summary>
    public Pop3TestServerOptions() => IdleTimeout = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Gets or sets whether AUTH accepts an initial response on its line (RFC 5034 section 4). If
    /// <see langword="false"/>, the server answers <c>-ERR Protocol error. Connection is closed. 10</c> and closes the
    /// connection.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: <see langword="false"/> in the Exchange dialect, <see langword="true"/>
    /// in the others.
    /// </value>
    public bool? AllowInitialResponse { get; set; }

    /// <summary>
    /// Gets or sets the maximum length of a command line, including AUTH with its initial response, in bytes with CR
    /// LF. RFC 5034 section 4 specifies 255.
    /// </summary>
    /// <value>The default is 12,288.</value>
    public int CommandLineLimit { get; set; } = 12288;

    /// <summary>
    /// Gets or sets whether UIDL is offered, which is optional (RFC 1939 section 7). If <see langword="false"/>, UIDL
    /// is answered with <c>-ERR</c>.
    /// </summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool OfferUidl { get; set; } = true;

    /// <summary>
    /// Gets or sets the minimum time between two logins to a mailbox, in whole seconds, by
    /// <see cref="MailTestServerOptions.TimeProvider"/>, or <see langword="null"/> for no limit. The server announces
    /// it as LOGIN-DELAY and answers an earlier login with <c>-ERR [LOGIN-DELAY]</c> (RFC 2449 sections 6.5 and 8.1.1).
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public TimeSpan? LoginDelay { get; set; }

    /// <summary>
    /// Gets or sets whether a session has exclusive access to the maildrop, as RFC 1939 section 4 requires. Another
    /// login is answered with <c>-ERR [IN-USE]</c> (RFC 2449 section 8.1.1).
    /// </summary>
    /// <value>The default is <see langword="false"/>, as with the large providers.</value>
    public bool ExclusiveMaildrop { get; set; }
}
