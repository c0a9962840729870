using System.Security.Cryptography.X509Certificates;

namespace OAuthMail.Testing;

/// <summary>What the mail servers of all three protocols have in common. Changes count for the connections that are made after them.</summary>
public class MailTestServerOptions
{
    /// <summary>The host name that the endpoints carry and clients connect to; <c>127.0.0.1</c> by default.</summary>
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>Whose words and habits the server has; <see cref="MailDialect.Standard"/> by default.</summary>
    public MailDialect Dialect { get; set; }

    /// <summary>
    /// The SASL mechanisms that are offered after TLS, in this order. Null, the default, leaves it to the dialect: XOAUTH2 and OAUTHBEARER, and
    /// XOAUTH2 alone for Exchange, which knows no other. One that is neither of the two can be offered, and is refused as unknown.
    /// </summary>
    public IReadOnlyList<string>? Mechanisms { get; set; }

    /// <summary>The certificate, instead of the one that the authority issues for <see cref="Host"/>: an expired one, one for another name.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>How long the server waits for the client, for each read and write; 5 minutes by default.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest answer to a SASL challenge, in octets with CR LF; 12,288 by default (RFC 4954 §4).</summary>
    public int ResponseLineLimit { get; set; } = 12288;

    /// <summary>The largest message that is taken, in octets; 32 MiB by default.</summary>
    public int MaxMessageSize { get; set; } = 32 * 1024 * 1024;

    /// <summary>The <c>scope</c> of the error challenge; <c>https://mail.google.com/</c> or <c>mail</c> by the dialect if it is null, the default.</summary>
    public string? ChallengeScope { get; set; }

    /// <summary>The <c>openid-configuration</c> of the error challenge (RFC 7628 §3.2.2); left out if it is null, the default.</summary>
    public string? OpenIdConfiguration { get; set; }

    /// <summary>How many connections' transcripts are kept, the newest; 1,000 by default.</summary>
    public int TranscriptLimit { get; set; } = 1000;

    /// <summary>The clock for time-outs; the system's by default.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal IReadOnlyList<string> OfferedMechanisms =>
        Mechanisms ?? (Dialect == MailDialect.Exchange ? ["XOAUTH2"] : ["XOAUTH2", "OAUTHBEARER"]);
}
