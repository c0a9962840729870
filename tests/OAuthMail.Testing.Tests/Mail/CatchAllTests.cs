namespace OAuthMail.Testing.Tests.Mail;

/// <summary>One mailbox receives the messages for all recipients without a mailbox, and keeps the envelope.</summary>
public sealed class CatchAllTests : SmtpTests
{
    [Fact]
    public async Task Unknown_recipients_are_accepted_and_kept_in_the_envelope()
    {
        Bench.Store.CatchAll = Bench.Store.AddMailbox("everything@example.com");
        await using var client = await LoggedInAsync();
        await client.AskAsync("MAIL FROM:<alice@example.com>");
        foreach (var recipient in new[] { "x@nowhere.example", "bob@example.com", "y@nowhere.example", "Postmaster" })
            Assert.StartsWith("250 ", await client.AskAsync($"RCPT TO:<{recipient}>"));
        await client.AskAsync("DATA");
        Assert.StartsWith("250 ", await client.AskAsync("Subject: x\r\n\r\n."));

        var caught = Assert.Single(Bench.Store.CatchAll.Inbox.Messages);
        Assert.Equal("alice@example.com", caught.EnvelopeSender);
        Assert.Equal(["x@nowhere.example", "y@nowhere.example", "Postmaster"], caught.EnvelopeRecipients);
        Assert.Equal(["bob@example.com"], Assert.Single(BobsInbox.Messages).EnvelopeRecipients);
    }

    [Fact]
    public async Task Without_a_catch_all_unknown_recipients_are_rejected()
    {
        await using var client = await LoggedInAsync();
        await client.AskAsync("MAIL FROM:<alice@example.com>");
        Assert.StartsWith("550 ", await client.AskAsync("RCPT TO:<x@nowhere.example>"));
    }

    [Fact]
    public void A_message_that_did_not_arrive_over_SMTP_has_no_envelope()
    {
        var message = BobsInbox.Append("Subject: x\r\n\r\n"u8.ToArray());
        Assert.Null(message.EnvelopeSender);
        Assert.Empty(message.EnvelopeRecipients);
    }
}
