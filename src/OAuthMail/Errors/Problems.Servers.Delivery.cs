namespace OAuthMail;

/// <content>Reasons for which mail servers reject messages.</content>
public static partial class Problems
{
    /// <summary>A stored message cannot be sent as it is.</summary>
    public static Problem StoredMessageInvalid { get; } = new(
        "stored-message-invalid", ProblemKind.Configuration, Responsible.Developer,
        "A message that was stored to be sent later cannot be parsed, or has no sender or no recipients.",
        "Add the message again, and correct the program that stored or changed it.");

    /// <summary>The server rejected the sender's address.</summary>
    public static Problem SenderAddressRefused { get; } = new(
        "sender-address-refused", ProblemKind.Configuration, Responsible.Developer,
        "The sender's address is malformed, or its domain does not exist or receives no mail.",
        "Correct the sender's address.");

    /// <summary>The sender's domain is not authenticated.</summary>
    public static Problem SenderNotAuthenticated { get; } = new(
        "sender-domain-not-authenticated", ProblemKind.Policy, Responsible.Administrator,
        "The receiver rejects messages whose sender is not proven by SPF, DKIM or DMARC. The message itself is "
        + "not at fault.",
        "Have the administrator of the sender's domain publish SPF and DKIM records for this mail server. Send "
        + "only with an address of the mailbox's own domain.");

    /// <summary>The server blocks the IP address.</summary>
    public static Problem SendingAddressBlocked { get; } = new(
        "sending-address-blocked", ProblemKind.Policy, Responsible.Operator,
        "The server rejects the IP address from which this machine, or its proxy, connects: it is on a block "
        + "list, has no name in DNS, or has a bad reputation. The message is not at fault.",
        "Have the address removed from the list at the address that the reply contains, after the cause of the "
        + "listing was removed. Otherwise, connect from another address. Port 587 or 465 with a login is seldom "
        + "affected.");

    /// <summary>The organization may not send.</summary>
    public static Problem TenantSendingBlocked { get; } = new(
        "tenant-sending-blocked", ProblemKind.Policy, Responsible.Administrator,
        "The provider restricts sending for the whole organization: it has exceeded a limit, uses an unregistered "
        + "domain, is on a trial, or has sent mail that looks like spam. The message is not at fault.",
        "Have the administrator remove the cause and ask the provider's support to lift the restriction.");

    /// <summary>The server does not relay this message.</summary>
    public static Problem RelayRefused { get; } = new(
        "relay-refused", ProblemKind.Policy, Responsible.Administrator,
        "The server delivers mail of this sender, or from this connection, to its own mailboxes only: no "
        + "connector, login or accepted domain allows more.",
        "Send through the server's submission port with a login. If a connector is meant to be used, have the "
        + "administrator correct its certificate, IP addresses and domains.");

    /// <summary>The server rejected the content.</summary>
    public static Problem ContentRefused { get; } = new(
        "content-refused", ProblemKind.Configuration, Responsible.Developer,
        "The content, an attachment or a header of the message is not allowed: a type of file, malware, a rule of "
        + "the organization, or a header that violates RFC 5322.",
        "Correct the message, remove the attachment, or send a link to it. The reply names the reason.");

    /// <summary>The server takes the message for spam.</summary>
    public static Problem SpamSuspected { get; } = new(
        "spam-suspected", ProblemKind.Policy, Responsible.Developer,
        "The server rejects the message because its content or its links look like unsolicited mail.",
        "Change the content, above all its links and its wording, send fewer equal messages, and have the "
        + "domain's SPF, DKIM and DMARC records checked.");

    /// <summary>The mailbox is full.</summary>
    public static Problem MailboxFull { get; } = new(
        "mailbox-full", ProblemKind.Policy, Responsible.User,
        "The mailbox has no space left.",
        "Delete messages, empty the trash, or get more storage.");

    /// <summary>A recipient's mailbox is full.</summary>
    public static Problem RecipientMailboxFull { get; } = new(
        "recipient-mailbox-full", ProblemKind.Policy, Responsible.User,
        "The mailbox of a recipient has no space left. The owner of that mailbox must act.",
        "Tell the recipient by other means, and send again later.");

    /// <summary>A recipient cannot receive mail at the moment.</summary>
    public static Problem RecipientBusy { get; } = new(
        "recipient-busy", ProblemKind.Transient, Responsible.None,
        "The mailbox of a recipient receives too much mail at the moment, or is not available.",
        "Wait. Send again later.");
}
