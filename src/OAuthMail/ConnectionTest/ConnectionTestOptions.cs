using OAuthMail.Configuration.Validation;

namespace OAuthMail;

/// <summary>Options of a single connection test.</summary>
public sealed class ConnectionTestOptions
{
    /// <summary>Gets or sets the SASL mechanism.</summary>
    /// <value>The default is <see langword="null"/>: the first mechanism of the provider that the server offers.</value>
    public OAuthMechanism? Mechanism { get; set; }

    /// <summary>
    /// Gets or sets a value that indicates whether the login message is sent on the line of the AUTH command (an initial response) or on a
    /// separate line. POP3 always uses two lines, because Exchange supports no other form.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: an initial response in SMTP if the line has at most 512 octets (RFC 4954 section 4), and in
    /// IMAP if the server offers SASL-IR (RFC 4959).
    /// </value>
    public bool? InitialResponse { get; set; }

    /// <summary>
    /// Gets or sets a value that indicates whether the test acquires a new token although a valid one is cached. Set it to test credentials
    /// that were just entered or changed: with a cached token, a wrong client secret or a wrong password remains undetected until the token
    /// expires. A token provider of your own must pass the request on to a provider of this library; otherwise the option has no effect.
    /// </summary>
    /// <value>The default is <see langword="false"/>: the test uses the cached token, as a login does.</value>
    public bool AcquireNewToken { get; set; }

    /// <summary>Gets or sets the recipient in the SMTP envelope.</summary>
    /// <value>The default is <see langword="null"/>: the account's address.</value>
    public string? Recipient { get; set; }

    /// <summary>
    /// Gets or sets a message (RFC 5322) to send to <see cref="Recipient"/> through SMTP. Line ends are converted to CR LF. The message is
    /// never sent twice.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the envelope is sent and reset, and no message is sent.</value>
    public byte[]? MessageToSend { get; set; }

    /// <summary>
    /// Gets or sets the Message-ID, with angle brackets, of a message to fetch through IMAP or POP3. POP3 searches the newest 200 messages.
    /// </summary>
    /// <value>The default is <see langword="null"/>: no message is fetched.</value>
    public string? FetchMessageId { get; set; }

    /// <summary>Gets or sets the maximum size of a fetched message in octets.</summary>
    /// <value>The default is 25 MiB.</value>
    public int FetchLimit { get; set; } = 25 * 1024 * 1024;

    /// <summary>Gets or sets the IMAP folder to open, with the server's hierarchy separator.</summary>
    /// <value>The default is <c>INBOX</c>.</value>
    public string Folder { get; set; } = "INBOX";

    /// <summary>Gets or sets the receiver of each completed step, for a progress display.</summary>
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

        // These characters would terminate the address in the envelope.
        if (Recipient is not null && (Recipient.Length == 0 || Recipient.Any(c => c is '<' or '>' or ' ')))
        {
            errors.Add(nameof(Recipient),
                $"{OptionText.Quote(Recipient)} isn't an address. It must not be empty or contain spaces or angle brackets.");
        }

        if (FetchMessageId is not null && (FetchMessageId.Length == 0 || FetchMessageId.Any(c => c is > '\x7e' or '"' or '\\')))
        {
            errors.Add(
                nameof(FetchMessageId),
                $"{OptionText.Quote(FetchMessageId)} isn't a Message-ID. It must be ASCII text without quotation marks and backslashes.");
        }

        errors.ThrowIfAny("the connection test");
    }

    private static void CheckLine(OptionErrors errors, string option, string? value)
    {
        if (value?.Any(char.IsControl) == true) errors.Add(option, "Must not contain control characters.");
    }
}
