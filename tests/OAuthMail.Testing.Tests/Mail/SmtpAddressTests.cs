namespace OAuthMail.Testing.Tests.Mail;

public sealed class SmtpAddressTests : SmtpTests
{
    [Fact]
    public async Task Recipients_are_rejected_permanently_or_temporarily_and_the_others_receive_the_message()
    {
        Bench.Store.AddMailbox("carol@example.com");
        Options.RejectedRecipients["Carol@example.com"] = SmtpReplies.RecipientBusy;
        Options.RejectedRecipients["gone@example.com"] = SmtpReplies.NoSuchRecipient;
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

        Assert.True(Options.RejectedRecipients.Remove("CAROL@EXAMPLE.COM"));
        Assert.StartsWith("250 ", await client.AskAsync("MAIL FROM:<alice@example.com>"));
        Assert.StartsWith("250 ", await client.AskAsync("RCPT TO:<carol@example.com>"));
    }

    [Fact]
    public async Task A_rejected_sender_is_rejected_even_if_the_mailbox_may_send_as_it()
    {
        Options.AllowAnySender = true;
        Options.RejectedSenders["alias@example.com"] = SmtpReplies.SendAsDenied;
        await using var client = await LoggedInAsync();
        Assert.Equal(
            "550 5.7.60 SMTP; Client does not have permissions to send as this sender", await client.AskAsync(
                "MAIL FROM:<ALIAS@example.com>"));
        Assert.StartsWith("503 ", await client.AskAsync("RCPT TO:<bob@example.com>"));
        Assert.StartsWith("250 ", await client.AskAsync("MAIL FROM:<alice@example.com>"));
    }

    [Fact]
    public async Task An_internationalized_address_requires_SMTPUTF8_and_a_server_that_offers_it()
    {
        Bench.Store.AddMailbox("müller@bücher.example");
        await using var client = await LoggedInAsync();
        Assert.Contains(await EhloAsync(client), l => l[4..] == "SMTPUTF8");
        Assert.StartsWith("501 ", await client.AskAsync("MAIL FROM:<alice@example.com> SMTPUTF8=yes"));
        Assert.StartsWith("250 ", await client.AskAsync("MAIL FROM:<alice@example.com>"));
        Assert.StartsWith("553 5.6.7 ", await client.AskAsync("RCPT TO:<müller@bücher.example>"));
        await client.AskAsync("RSET");
        Assert.StartsWith("250 ", await client.AskAsync("MAIL FROM:<alice@example.com> SMTPUTF8"));
        Assert.StartsWith("250 ", await client.AskAsync("RCPT TO:<müller@bücher.example>"));
        await client.AskAsync("RSET");
        Assert.StartsWith("553 5.6.7 ", await client.AskAsync("MAIL FROM:<älice@example.com>"));

        Options.Dialect = MailDialect.Exchange;
        Assert.DoesNotContain(await EhloAsync(client), l => l[4..] == "SMTPUTF8");
        Assert.StartsWith("555 ", await client.AskAsync("MAIL FROM:<alice@example.com> SMTPUTF8"));
    }
}
