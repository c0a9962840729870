namespace OAuthMail;

public static partial class Problems
{
    /// <summary>The folder is not there.</summary>
    public static Problem FolderNotFound { get; } = new(
        "folder-not-found", ProblemKind.Configuration, Responsible.Developer,
        "The mailbox has no folder of this name, or not any more.",
        "Correct the folder's name: levels are separated as the server does it, and names can be of another language than the mail program shows.");

    /// <summary>The folder cannot be changed.</summary>
    public static Problem FolderReadOnly { get; } = new(
        "folder-read-only", ProblemKind.Policy, Responsible.Administrator,
        "The server opens the folder for reading only, so messages in it can be neither marked nor moved.",
        "Have the mailbox's rights on the folder extended, or only read from it.");

    /// <summary>The message is not there any more.</summary>
    public static Problem MessageGone { get; } = new(
        "message-gone", ProblemKind.Transient, Responsible.Nobody,
        "The message was deleted or moved after its arrival had been noticed.",
        "Pass it over: another program or a person has dealt with it.");

    /// <summary>The POP3 server cannot tell messages apart.</summary>
    public static Problem UidlMissing { get; } = new(
        "uidl-missing", ProblemKind.Policy, Responsible.Administrator,
        "The POP3 server has no UIDL (RFC 1939 section 7), so nothing tells a new message from one that was there before.",
        "Watch the mailbox over IMAP, or drain it: fetch and delete everything, each time.");
}
