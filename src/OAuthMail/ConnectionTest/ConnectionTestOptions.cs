using OAuthMail.Configuration.Validation;

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

    /// <summary>
    /// IMAP, POP3: fetch the message with this Message-ID, the angle brackets included. POP3 looks through the newest 200 messages.
    /// </summary>
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
        var errors = new OptionErrors();
        errors.CheckDefined(nameof(Mechanism), Mechanism, "mechanism");
        errors.CheckRange(nameof(FetchLimit), FetchLimit, 1);
        if (string.IsNullOrEmpty(Folder)) errors.AddMissing(nameof(Folder), "Set the name of a folder, such as INBOX.");
        CheckLine(errors, nameof(Folder), Folder);
        CheckLine(errors, nameof(Recipient), Recipient);
        CheckLine(errors, nameof(FetchMessageId), FetchMessageId);

        // These characters would end the address in the envelope.
        if (Recipient is not null && (Recipient.Length == 0 || Recipient.Any(c => c is '<' or '>' or ' ')))
        {
            errors.Add(nameof(Recipient),
                $"{OptionText.Quote(Recipient)} isn't an address: it must not be empty or contain spaces or angle brackets.");
        }

        if (FetchMessageId is not null && (FetchMessageId.Length == 0 || FetchMessageId.Any(c => c is > '\x7e' or '"' or '\\')))
        {
            errors.Add(
                nameof(FetchMessageId),
                $"{OptionText.Quote(FetchMessageId)} isn't a Message-ID: it must be ASCII, not be empty, and contain no quotation mark or backslash.");
        }

        errors.ThrowIfAny("the connection test");
    }

    private static void CheckLine(OptionErrors errors, string option, string? value)
    {
        if (value?.Any(char.IsControl) == true) errors.Add(option, "Must not contain control characters.");
    }
}
