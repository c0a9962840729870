namespace OAuthMail.Testing;

/// <summary>One change to one message of a mailbox.</summary>
public sealed class MailboxChangedEventArgs : EventArgs
{
    internal MailboxChangedEventArgs(TestMailbox mailbox, MailFolder folder, MailboxChange change, StoredMessage message)
    {
        Mailbox = mailbox;
        Folder = folder;
        Change = change;
        Message = message;
    }

    /// <summary>The mailbox.</summary>
    public TestMailbox Mailbox { get; }

    /// <summary>The folder that the message is or was in.</summary>
    public MailFolder Folder { get; }

    /// <summary>What happened.</summary>
    public MailboxChange Change { get; }

    /// <summary>The message after the change, or as it last was if it was removed.</summary>
    public StoredMessage Message { get; }
}
