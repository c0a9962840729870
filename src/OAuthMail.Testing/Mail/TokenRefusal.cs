namespace OAuthMail.Testing;

/// <summary>How a server refuses a token, where it shall not be as its dialect does.</summary>
public sealed class TokenRejection
{
    /// <summary>Whether the error challenge comes before the failure (RFC 7628 §3.2.2). Null, the default, leaves it to the dialect.</summary>
    public bool? Challenge { get; set; }

    /// <summary>The challenge's JSON, before base64. Null, the default, leaves it to the dialect.</summary>
    public string? ChallengeJson { get; set; }

    /// <summary>
    /// The failure line, without CR LF at the end: <c>535 5.7.139 …</c>, <c>NO [ALERT] …</c> (the tag is put before it), <c>-ERR …</c>.
    /// Null, the default, leaves it to the dialect.
    /// </summary>
    public string? Text { get; set; }

    /// <summary>Whether the connection is closed afterwards; false by default.</summary>
    public bool Closes { get; set; }
}
