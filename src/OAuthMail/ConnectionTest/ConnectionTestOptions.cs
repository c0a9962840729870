namespace OAuthMail;

/// <summary>What one connection test does besides logging in and opening the mailbox.</summary>
public sealed class ConnectionTestOptions
{
    /// <summary>The mechanism to log in with.</summary>
    /// <value>Null by default: the first of the provider's that the server offers.</value>
    public OAuthMechanism? Mechanism { get; set; }

    /// <summary>
    /// Whether the login message goes onto the line of the AUTH command (an initial response), or onto a line of its own. POP3 always
    /// takes two lines, because Exchange knows no other form.
    /// </summary>
    /// <value>
    /// Null by default: in SMTP where the whole line stays within 512 octets (RFC 4954 section 4), in IMAP where the server offers
    /// SASL-IR (RFC 4959).
    /// </value>
    public bool? InitialResponse { get; set; }

    /// <summary>SMTP: the recipient of the envelope.</summary>
    /// <value>The account's own address by default.</value>
    public string? Recipient { get; set; }

    /// <summary>
    /// SMTP: a whole message (RFC 5322) to hand over. Line ends become CR LF and dots are doubled on the way. It goes to
    /// <see cref="Recipient"/>, and is never sent twice.
    /// </summary>
    /// <value>Null by default: then the envelope is tried and reset, and nothing is sent.</value>
    public byte[]? MessageToSend { get; set; }

    /// <summary>IMAP, POP3: fetch the message with this Message-ID, the angle brackets included. POP3 looks through the newest 200 messages.</summary>
    /// <value>Null by default: nothing is fetched.</value>
    public string? FetchMessageId { get; set; }

    /// <summary>The largest message that is fetched, in octets.</summary>
    /// <value>25 MiB by default.</value>
    public int FetchLimit { get; set; } = 25 * 1024 * 1024;

    /// <summary>IMAP: the folder to open; the hierarchy separator is the server's.</summary>
    /// <value><c>INBOX</c> by default.</value>
    public string Folder { get; set; } = "INBOX";

    /// <summary>Told of each step as soon as it has ended, for a display that grows.</summary>
    public IProgress<ConnectionStep>? Progress { get; set; }

    internal void Validate()
    {
        if (Mechanism is not (null or OAuthMechanism.XOAuth2 or OAuthMechanism.OAuthBearer)) throw new ArgumentException("There is no such mechanism.", nameof(Mechanism));
        if (FetchLimit <= 0) throw new ArgumentException("The limit must be positive.", nameof(FetchLimit));
        RequireLine(Folder ?? "", nameof(Folder));
        if (Recipient is not null) RequireAddress(Recipient, nameof(Recipient));
        if (FetchMessageId is null) return;
        RequireLine(FetchMessageId, nameof(FetchMessageId));
        if (FetchMessageId.Any(c => c is > '\x7e' or '"' or '\\')) throw new ArgumentException("A Message-ID is ASCII without quotes and backslashes.", nameof(FetchMessageId));
    }

    /// <summary>What goes between the angle brackets of an envelope must not end them.</summary>
    internal static void RequireAddress(string address, string name)
    {
        RequireLine(address, name);
        if (address.Any(c => c is '<' or '>' or ' ')) throw new ArgumentException("An address has no spaces and no angle brackets.", name);
    }

    private static void RequireLine(string value, string name)
    {
        if (value.Length == 0) throw new ArgumentException("The value cannot be empty.", name);
        if (value.Any(char.IsControl)) throw new ArgumentException("The value cannot have control characters.", name);
    }
}
