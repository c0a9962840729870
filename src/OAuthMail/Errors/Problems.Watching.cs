namespace OAuthMail;

public static partial class Problems
{
    /// <summary>The folder does not exist.</summary>
    public static Problem FolderNotFound { get; } = new(
        "folder-not-found", ProblemKind.Configuration, Responsible.Developer,
        "The mailbox contains no folder of this name, or no longer contains it.",
        "Correct the folder's name. Its levels are separated with the server's separator, and it may be in another language than "
        + "the mail program shows.");

    /// <summary>The folder is read-only.</summary>
    public static Problem FolderReadOnly { get; } = new(
        "folder-read-only", ProblemKind.Policy, Responsible.Administrator,
        "The server opens the folder read-only, so that messages in it can be neither marked nor moved.",
        "Have write access to the folder granted, or only read from it.");

    /// <summary>The message no longer exists.</summary>
    public static Problem MessageGone { get; } = new(
        "message-gone", ProblemKind.Transient, Responsible.None,
        "The message was deleted or moved after its arrival was reported.",
        "Skip the message. Another program or a user has processed it.");

    /// <summary>The server does not deliver a message, or the message cannot be parsed.</summary>
    public static Problem MessageUnreadable { get; } = new(
        "message-unreadable", ProblemKind.Protocol, Responsible.Administrator,
        "The server repeatedly failed at one message, although it delivers others, or the message is empty, binary or without a header "
        + "and therefore cannot be parsed.",
        "Skip the message, and look at it with another mail program. The server's administrator can repair or remove it. The other "
        + "messages are not affected.");

    /// <summary>The POP3 server does not support UIDL.</summary>
    public static Problem UidlMissing { get; } = new(
        "uidl-missing", ProblemKind.Policy, Responsible.Administrator,
        "The POP3 server does not support UIDL (RFC 1939 section 7), so that new messages cannot be distinguished from old ones.",
        "Watch the mailbox over IMAP, or drain it: fetch and delete all messages each time.");
}
