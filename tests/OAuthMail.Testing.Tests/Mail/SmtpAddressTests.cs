using OAuthMail.Testing.Mail.Smtp;

namespace OAuthMail.Testing.Tests.Mail;

public sealed class SmtpAddressTests : SmtpTests
{
    [Fact]
    public async Task Recipients_are_refused_for_good_or_for_now_and_the_rest_gets_the_message()
    {
        Bench.Store.AddMailbox("carol@example.com");
        Options.RefusedRecipients["Carol@example.com"] = SmtpReplies.RecipientBusy;
        Options.RefusedRecipients["gone@example.com"] = SmtpReplies.NoSuchRecipient;
        await using var client = await LoggedInAsync();
        Assert.StartsWith("250 ", await client.AskAsync("MAIL FROM:<alice@example.com>"));
        Assert.StartsWith("450 4.2.1 ", await client.AskAsync("RCPT TO:<carol@example.com>"));
        Assert.StartsWith("550 5.1.1 ", await client.AskAsync("RCPT TO:<gone@example.com>"));
        Assert.StartsWith("554 5.5.1 ", await client.AskAsync("DATA"));
        Assert.StartsWith("250 ", await client.AskAsync("RCPT TO:<bob@example.com>"));
        Assert.StartsWith("354 ", await client.AskAsync("DATA"));
        await client.SendAsync("Subject: x\r\n\r\n.\r\n");
        Assert.StartsWith("250 ", await client.ReadAsync());
        Assert.Single(BobsInbox.Messages);
        Assert.Empty(Bench.Store.Find("carol@example.com")!.Inbox.Messages);

        Assert.True(Options.RefusedRecipients.Remove("CAROL@EXAMPLE.COM"));
        Assert.StartsWith("250 ", await client.AskAsync("MAIL FROM:<alice@example.com>"));
        Assert.StartsWith("250 ", await client.AskAsync("RCPT TO:<carol@example.com>"));
    }

    [Fact]
    public async Task A_sender_is_refused_though_the_mailbox_may_send_as_it()
    {
        Options.AllowAnySender = true;
        Options.RefusedSenders["alias@example.com"] = SmtpReplies.SendAsDenied;
        await using var client = await LoggedInAsync();
        Assert.Equal(
            "550 5.7.60 SMTP; Client does not have permissions to send as this sender", await client.AskAsync("MAIL FROM:<ALIAS@example.com>"));
        Assert.StartsWith("503 ", await client.AskAsync("RCPT TO:<bob@example.com>"));
        Assert.StartsWith("250 ", await client.AskAsync("MAIL FROM:<alice@example.com>"));
    }
}
