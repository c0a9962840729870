using OAuthMail.Testing.Graph;
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Imap_and_Graph_read_the_same_message(bool isGraphFirst)
    {
        var mailbox = new MailboxStore().AddMailbox("alice@example.com");
        var message = mailbox.Inbox.Append("Subject: x\r\nFrom: Bob <bob@example.com>\r\n\r\ntext\r\n"u8.ToArray());
        if (isGraphFirst) GraphMessages.Describe(mailbox.Inbox, message, isImmutable: true);
        var structure = MessageStructure.Of(message);
        var description = GraphMessages.Describe(mailbox.Inbox, message, isImmutable: true);

        Assert.Equal("x", structure.Value("Subject")?.Trim());
        Assert.Equal("x", (string?)description["subject"]);
        Assert.Equal("bob@example.com", (string?)description["from"]!["emailAddress"]!["address"]);
        Assert.Same(structure, MessageStructure.Of(message));
    }
}
