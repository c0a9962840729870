using OAuthMail.Testing.Mail.Mime;

namespace OAuthMail.Testing.Tests.Mailboxes;

/// <summary>The structure of a message is parsed once, although flags change and copies are made.</summary>
public sealed class MessageContentTests
{
    [Fact]
    public void Versions_and_copies_of_a_message_share_its_structure()
    {
        var mailbox = new MailboxStore().AddMailbox("alice@example.com");
        var original = mailbox.Inbox.Append("Subject: x\r\n\r\ntext\r\n"u8.ToArray());
        var structure = MessageStructure.Of(original);

        var changed = mailbox.Inbox.ChangeFlags(original.Uid, _ => ["\\Seen"]);
        Assert.NotSame(original, changed);
        Assert.Same(structure, MessageStructure.Of(changed!));
        Assert.Same(structure, MessageStructure.Of(mailbox.Inbox.AddCopy(original)));
    }
}
