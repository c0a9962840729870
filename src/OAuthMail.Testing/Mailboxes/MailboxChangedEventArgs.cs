namespace OAuthMail.Testing;

/// <summary>Provides data for a change to one message of a mailbox.</summary>
public sealed class MailboxChangedEventArgs : EventArgs
{
    internal MailboxChangedEventArgs(TestMailbox mailbox, MailFolder folder, MailboxChange change, StoredMessage message)
    {
        Mailbox = mailbox;
        Folder = folder;
        Change = change;
        Message = message;
    }

    /// <summary>Gets the mailbox.</summary>
    public TestMailbox Mailbox { get; }

    /// <summary>Gets the folder that contains, or contained, the message.</summary>
    public MailFolder Folder { get; }

    /// <summary>Gets the kind of change.</summary>
    public MailboxChange Change { get; }

    /// <summary>Gets the message after the change, or its last state if it was removed.</summary>
    public StoredMessage Message { get; }
}
