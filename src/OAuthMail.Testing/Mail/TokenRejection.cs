namespace OAuthMail.Testing;

/// <summary>
/// Specifies how a server rejects a token, if not as its dialect does. Static members are rejections of real providers, such
/// as <see cref="SmtpAuthDisabledForTenant"/>.
/// </summary>
public sealed partial class TokenRejection
{
    /// <summary>
    /// Gets or sets whether the error challenge is sent before the failure reply (RFC 7628 section 3.2.2).
    /// </summary>
    /// <value>The default is <see langword="null"/>: the dialect decides.</value>
    public bool? Challenge { get; set; }

    /// <summary>Gets or sets the JSON of the error challenge, before base64.</summary>
    /// <value>The default is <see langword="null"/>: the dialect decides.</value>
    public string? ChallengeJson { get; set; }

    /// <summary>
    /// Gets or sets the failure reply without CR LF at the end, such as <c>535 5.7.139 …</c>, <c>NO [ALERT] …</c> or
    /// <c>-ERR …</c>. In IMAP, the tag is added.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the dialect decides.</value>
    public string? Text { get; set; }

    /// <summary>Gets or sets whether the connection is closed after the failure reply.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Closes { get; set; }
}
