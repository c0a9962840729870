using MimeKit;
using OAuthMail.IntegrationTests.Servers;

namespace OAuthMail.MailKit.IntegrationTests;

/// <summary>The pooled sender at Postfix.</summary>
[Collection(OnRealServers.Name)]
public sealed class SenderTests(RealServers servers)
{
    [RealServersFact]
    public async Task Concurrent_messages_arrive_once_each()
    {
        using var mail = new RealMailKit(servers);
        var account = await mail.SignInAsync("pool");
        await using var sender = new MailSender(mail.Factory);
        var subjects = Enumerable.Range(0, 50).Select(number => $"Message {number}").ToArray();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = mail.Cancellation };
        await Parallel.ForEachAsync(subjects, parallel, async (subject, cancellation) =>
        {
            var result = await sender.SendAsync(
                account, RealMailKit.CreateMessage(account.Address, account.Address, subject), cancellation);
            Assert.Equal(1, result.Attempts);
            Assert.StartsWith("2.0.0 Ok: queued as", result.ServerReply, StringComparison.Ordinal);
        });

        // A duplicate would be the fifty-first message, or would replace a missing one.
        Assert.Equal(subjects.Order(), (await mail.ReadSubjectsAsync(account, 50)).Order());
    }

    [RealServersFact]
    public async Task Rejected_recipient_affects_neither_the_sender_nor_the_connection()
    {
        using var mail = new RealMailKit(servers);
        var account = await mail.SignInAsync("recipients");
        await using var sender = new MailSender(mail.Factory);
        var message = RealMailKit.CreateMessage(account.Address, account.Address, "To nobody");
        message.Cc.Add(new MailboxAddress("", "somebody@refused.example"));
        var failure = await Assert.ThrowsAsync<MailServerException>(() => sender.SendAsync(account, message, mail.Cancellation));
        Assert.True(failure.Problem == Problems.RecipientRefused, failure.ToString());
        Assert.Contains("somebody@refused.example", failure.Message, StringComparison.Ordinal);
        Assert.StartsWith("550 5.1.2", failure.ServerWords[^1], StringComparison.Ordinal);

        await sender.SendAsync(account, RealMailKit.CreateMessage(account.Address, account.Address, "To myself"), mail.Cancellation);
        Assert.Equal(["To myself"], await mail.ReadSubjectsAsync(account, 1));
    }

    [RealServersFact]
    public async Task Sender_address_of_another_mailbox_is_rejected()
    {
        using var mail = new RealMailKit(servers);
        var account = await mail.SignInAsync("impostor");
        await using var sender = new MailSender(mail.Factory);
        var failure = await Assert.ThrowsAsync<MailServerException>(
            () => sender.SendAsync(account, RealMailKit.CreateMessage("boss@testbed.example", account.Address, "Pay"), mail.Cancellation));
        Assert.True(failure.Problem == Problems.SendAsDenied, failure.ToString());
        Assert.StartsWith("553 5.7.1", failure.ServerWords[^1], StringComparison.Ordinal);
        Assert.Contains("rejected the sender: 553", failure.Message, StringComparison.Ordinal);
    }

    [RealServersFact]
    public async Task Restart_of_Postfix_between_two_messages_goes_unnoticed()
    {
        using var mail = new RealMailKit(servers);
        var account = await mail.SignInAsync("restart");
        await using var sender = new MailSender(mail.Factory);
        await sender.SendAsync(account, RealMailKit.CreateMessage(account.Address, account.Address, "Before"), mail.Cancellation);
        await servers.StopAsync(RealServer.Postfix);
        await servers.StartAsync(RealServer.Postfix);
        var result = await sender.SendAsync(
            account, RealMailKit.CreateMessage(account.Address, account.Address, "After"), mail.Cancellation);
        Assert.Equal(1, result.Attempts);
        Assert.Equal(["After", "Before"], (await mail.ReadSubjectsAsync(account, 2)).Order());
    }

    [RealServersFact]
    public async Task Message_is_retried_while_Postfix_is_down()
    {
        using var mail = new RealMailKit(servers);
        var account = await mail.SignInAsync("outage");
        await using var sender = new MailSender(mail.Factory);
        await sender.SendAsync(account, RealMailKit.CreateMessage(account.Address, account.Address, "Before"), mail.Cancellation);
        await servers.StopAsync(RealServer.Postfix);
        var sending = sender.SendAsync(
            account, RealMailKit.CreateMessage(account.Address, account.Address, "While it was down"), mail.Cancellation);
        await servers.StartAsync(RealServer.Postfix);
        await sending;
        Assert.Equal(["Before", "While it was down"], (await mail.ReadSubjectsAsync(account, 2)).Order());
    }
}
