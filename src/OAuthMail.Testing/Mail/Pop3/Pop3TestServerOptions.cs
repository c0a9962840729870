namespace OAuthMail.Testing;

/// <summary>What a POP3 server can be told besides what all mail servers can.</summary>
public sealed class Pop3TestServerOptions : MailTestServerOptions
{
    /// <summary>Makes the default options; <see cref="MailTestServerOptions.IdleTimeout"/> is 10 minutes, the least that RFC 1939 §3 allows.</summary>
    public Pop3TestServerOptions() => IdleTimeout = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Whether AUTH takes an initial response on its line (RFC 5034 §4). Null, the default, leaves it to the dialect: Exchange answers
    /// <c>-ERR Protocol error. Connection is closed. 10</c> and hangs up, the others take it.
    /// </summary>
    public bool? AllowInitialResponse { get; set; }

    /// <summary>The longest command line, AUTH's with its initial response included, in octets with CR LF; 12,288 by default, 255 in RFC 5034 §4.</summary>
    public int CommandLineLimit { get; set; } = 12288;

    /// <summary>Whether UIDL is offered (RFC 1939 §7), which is optional; true by default. Without it, it is answered <c>-ERR</c>.</summary>
    public bool OfferUidl { get; set; } = true;

    /// <summary>
    /// The least time between two logins to a mailbox, by <see cref="MailTestServerOptions.TimeProvider"/>, in whole seconds; none if it is null, the
    /// default. It is offered as LOGIN-DELAY, and an earlier login is answered <c>-ERR [LOGIN-DELAY]</c> (RFC 2449 §6.5, §8.1.1).
    /// </summary>
    public TimeSpan? LoginDelay { get; set; }

    /// <summary>
    /// Whether a session has the maildrop for itself, as RFC 1939 §4 wants: another login meanwhile is answered <c>-ERR [IN-USE]</c>
    /// (RFC 2449 §8.1.1). False by default, as the large providers have it.
    /// </summary>
    public bool ExclusiveMaildrop { get; set; }
}
