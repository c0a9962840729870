namespace OAuthMail.Testing.Mail.Pop3;

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
}
