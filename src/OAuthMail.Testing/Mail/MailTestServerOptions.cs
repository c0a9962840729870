using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography.X509Certificates;
using OAuthMail.Testing.Hosting;

namespace OAuthMail.Testing;

/// <summary>
/// Specifies the behavior that the mail servers of all three protocols have in common. Changes apply to new
/// connections.
/// </summary>
public class MailTestServerOptions
{
    /// <summary>Gets or sets the host name of the endpoints.</summary>
    /// <value>The default is <c>127.0.0.1</c>, or <see cref="MailTestHostOptions.ExternalHost"/> if it is set.</value>
    [field: AllowNull, MaybeNull]
    public string Host
    {
        get => field ?? Shared?.ExternalHost ?? "127.0.0.1";
        set;
    }

    /// <summary>Gets or sets the port with implicit TLS, or 0 for a free port.</summary>
    /// <value>The default is 0.</value>
    public int ImplicitTlsPort { get; set; }

    /// <summary>Gets or sets the port with STARTTLS or STLS, or 0 for a free port.</summary>
    /// <value>The default is 0.</value>
    public int StartTlsPort { get; set; }

    /// <summary>Gets or sets which mail server is emulated.</summary>
    /// <value>The default is <see cref="MailDialect.Standard"/>.</value>
    public MailDialect Dialect { get; set; }

    /// <summary>
    /// Gets or sets the SASL mechanisms that are offered after TLS, in order. Other mechanisms than XOAUTH2 and
    /// OAUTHBEARER can be offered and are rejected as unknown.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: XOAUTH2 and OAUTHBEARER, or only XOAUTH2 in the Exchange dialect.
    /// </value>
    public IReadOnlyList<string>? Mechanisms { get; set; }

    /// <summary>
    /// Gets or sets the certificate to use instead of the one that the authority issues for <see cref="Host"/>, such as
    /// an expired certificate or one for another name.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>Gets or sets the time-out of each read and write.</summary>
    /// <value>The default is 5 minutes; 30 minutes for IMAP and 10 minutes for POP3.</value>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets the maximum length of an answer to a SASL challenge, in bytes, including CR LF.</summary>
    /// <value>The default is 12,288 (RFC 4954 section 4).</value>
    public int ResponseLineLimit { get; set; } = 12288;

    /// <summary>Gets or sets the maximum size of a message, in bytes.</summary>
    /// <value>The default is 32 MiB.</value>
    public int MaxMessageSize { get; set; } = 32 * 1024 * 1024;

    /// <summary>Gets or sets the <c>scope</c> member of the error challenge.</summary>
    /// <value>
    /// The default is <see langword="null"/>: <c>https://mail.google.com/</c> in the Google dialect, otherwise
    /// <c>mail</c>.
    /// </value>
    public string? ChallengeScope { get; set; }

    /// <summary>
    /// Gets or sets the <c>openid-configuration</c> member of the error challenge (RFC 7628 section 3.2.2), or
    /// <see langword="null"/> to omit it.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? OpenIdConfiguration { get; set; }

    /// <summary>Gets or sets the maximum number of transcripts. The newest are kept.</summary>
    /// <value>The default is 1,000.</value>
    public int TranscriptLimit { get; set; } = 1000;

    /// <summary>Gets or sets the clock for time-outs and other limits.</summary>
    /// <value>The default is the clock of the host (<see cref="MailTestHostOptions.TimeProvider"/>).</value>
    [field: AllowNull, MaybeNull]
    public TimeProvider TimeProvider
    {
        get => field ?? Shared?.TimeProvider ?? TimeProvider.System;
        set;
    }

    /// <summary>Gets or sets what the server shares with the other servers of its host.</summary>
    internal SharedSettings? Shared { get; set; }

    internal IReadOnlyList<string> OfferedMechanisms =>
        Mechanisms ?? (Dialect == MailDialect.Exchange ? ["XOAUTH2"] : ["XOAUTH2", "OAUTHBEARER"]);
}
