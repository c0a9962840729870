using System.Text;

namespace OAuthMail.Testing.Tests.Mailboxes;

/// <summary>A wait that times out says what arrived instead.</summary>
public sealed class WaitForMessagesTests
{
    private readonly MailboxStore _store = new();

    [Fact]
    public async Task The_exception_lists_what_arrived_here_and_elsewhere()
    {
        var alice = _store.AddMailbox("alice@example.com");
        var bob = _store.AddMailbox("bob@example.com");
        Deliver(alice.Inbox, "First");
        Deliver(alice.FindFolder("Sent")!, "Sent one");
        Deliver(bob.Inbox, "For\tBob");

        var error = await Assert.ThrowsAsync<TimeoutException>(() => alice.Inbox.WaitForMessagesAsync(2, TimeSpan.FromMilliseconds(1)));

        Assert.Equal(
            "INBOX of alice@example.com holds 1 of 2 expected messages after 0.001 seconds: 'First' (UID 1). Other folders: "
            + "Sent of alice@example.com holds 'Sent one' (UID 1). INBOX of bob@example.com holds 'For\tBob' (UID 1).",
            error.Message);
    }

    [Fact]
    public async Task The_exception_says_that_nothing_arrived()
    {
        var alice = _store.AddMailbox("alice@example.com");
        var error = await Assert.ThrowsAsync<TimeoutException>(() => alice.Inbox.WaitForMessagesAsync(1, TimeSpan.FromMilliseconds(1)));
        Assert.Equal(
            "INBOX of alice@example.com holds 0 of 1 expected messages after 0.001 seconds. No other folder holds messages.",
            error.Message);
    }

    [Fact]
    public async Task A_long_list_is_shortened()
    {
        var alice = _store.AddMailbox("alice@example.com");
        for (var i = 1; i <= 12; i++) Deliver(alice.Inbox, "S" + i);
        var error = await Assert.ThrowsAsync<TimeoutException>(() => alice.Inbox.WaitForMessagesAsync(13, TimeSpan.FromMilliseconds(1)));
        Assert.Contains(": 2 older messages, 'S3' (UID 3), ", error.Message, StringComparison.Ordinal);
    }

    private static void Deliver(MailFolder folder, string subject) =>
        folder.Append(Encoding.UTF8.GetBytes($"From: x@example.com\nSubject: {subject}\n\nText\n"));
}
