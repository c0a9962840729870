using MimeKit;
using OAuthMail.MailKit;

namespace OAuthMail.Graph.Tests.Sending;

public class SendTests
{
    [Fact]
    public async Task Message_arrives_and_the_result_says_that_it_was_only_accepted()
    {
        await using var world = await GraphWorld.StartAsync();
        var message = GraphWorld.Message();

        var result = await world.Sender.SendAsync("alerts", message);

        Assert.Equal(message.MessageId, result.MessageId);
        Assert.Equal("alerts", result.Account);
        Assert.Equal(world.Server.Address.Port, result.Server.Port);
        Assert.StartsWith("202 Accepted for delivery by Microsoft Graph, request-id ", result.ServerReply, StringComparison.Ordinal);
        var received = Assert.Single(await world.BobMailbox.Inbox.WaitForMessagesAsync(1));
        Assert.Contains("The disk is full.", received.Text, StringComparison.Ordinal);
        Assert.Contains($"Message-Id: <{message.MessageId}>", received.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Single(world.AlertsMailbox.FindFolder("Sent Items")!.Messages);
        Assert.Equal("/v1.0/users/alerts@contoso.test/sendMail", world.Server.Requests[0].Path);
    }

    [Fact]
    public async Task User_who_has_not_signed_in_is_named_before_the_network()
    {
        await using var world = await GraphWorld.StartAsync(OAuthFlow.AuthorizationCode);
        var failure = await Assert.ThrowsAsync<SignInRequiredException>(() => world.Sender.SendAsync("alerts", GraphWorld.Message()));
        Assert.Equal("alerts", failure.Account);
        Assert.Empty(world.Server.Requests);
    }

    [Fact]
    public async Task Hidden_recipients_of_headers_and_envelope_become_bcc_and_no_copy_shows_them()
    {
        await using var world = await GraphWorld.StartAsync();
        var carol = world.Host.AddMailbox("carol@contoso.test");
        var dave = world.Host.AddMailbox("dave@contoso.test");
        var message = GraphWorld.Message();
        message.Bcc.Add(new MailboxAddress("", "carol@contoso.test"));
        var options = new MailSendOptions
        {
            Recipients = { new("", GraphWorld.Bob), new("", "carol@contoso.test"), new("Dävid", "dave@contoso.test") },
        };

        await world.Sender.SendAsync("alerts", message, options);

        foreach (var mailbox in new[] { world.BobMailbox, carol, dave })
        {
            var copy = Assert.Single(mailbox.Inbox.Messages);
            Assert.DoesNotContain("carol", copy.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("dave", copy.Text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Message_with_bcc_only_is_sent()
    {
        await using var world = await GraphWorld.StartAsync();
        var message = GraphWorld.Message();
        message.To.Clear();
        message.Bcc.Add(new MailboxAddress("", GraphWorld.Bob));

        await world.Sender.SendAsync("alerts", message);

        Assert.Single(world.BobMailbox.Inbox.Messages);
    }

    [Fact]
    public async Task Recipient_of_the_header_that_the_envelope_leaves_out_is_an_error_before_the_network()
    {
        await using var world = await GraphWorld.StartAsync();
        var options = new MailSendOptions { Recipients = { new MailboxAddress("", "carol@contoso.test") } };

        var failure = await Assert.ThrowsAsync<MailServerException>(
            () => world.Sender.SendAsync("alerts", GraphWorld.Message(), options));

        Assert.Equal(Problems.EnvelopeNotSupported, failure.Problem);
        Assert.Contains("<bob@contoso.test> in To or Cc is not a recipient", failure.Detail, StringComparison.Ordinal);
        Assert.Empty(world.Server.Requests);
    }

    [Fact]
    public async Task Another_envelope_sender_is_an_error_before_the_network()
    {
        await using var world = await GraphWorld.StartAsync();
        var options = new MailSendOptions { Sender = new MailboxAddress("", "bounces@contoso.test") };

        var failure = await Assert.ThrowsAsync<MailServerException>(
            () => world.Sender.SendAsync("alerts", GraphWorld.Message(), options));

        Assert.Equal(Problems.EnvelopeNotSupported, failure.Problem);
        Assert.Empty(world.Server.Requests);
    }

    [Fact]
    public async Task Resent_message_is_an_error_before_the_network()
    {
        await using var world = await GraphWorld.StartAsync();
        var message = GraphWorld.Message();
        message.ResentFrom.Add(new MailboxAddress("", GraphWorld.Alerts));
        message.ResentTo.Add(new MailboxAddress("", GraphWorld.Bob));

        var failure = await Assert.ThrowsAsync<MailServerException>(() => world.Sender.SendAsync("alerts", message));

        Assert.Equal(Problems.EnvelopeNotSupported, failure.Problem);
        Assert.Empty(world.Server.Requests);
    }

    [Fact]
    public async Task Sender_without_permission_is_rejected_and_an_allowed_one_accepted()
    {
        await using var world = await GraphWorld.StartAsync();
        var message = GraphWorld.Message();
        message.From.Clear();
        message.From.Add(new MailboxAddress("", "support@contoso.test"));

        var failure = await Assert.ThrowsAsync<MailServerException>(() => world.Sender.SendAsync("alerts", message));
        world.AlertsMailbox.AllowSendAs("support@contoso.test");
        await world.Sender.SendAsync("alerts", message);

        Assert.Equal(Problems.SendAsDenied, failure.Problem);
        Assert.Contains("403 ErrorSendAsDenied", Assert.Single(failure.ServerWords), StringComparison.Ordinal);
        Assert.Single(world.BobMailbox.Inbox.Messages);
    }

    [Fact]
    public async Task Message_over_the_request_limit_is_an_error_before_the_network()
    {
        await using var world = await GraphWorld.StartAsync();
        var message = GraphWorld.Message(text: new string('x', 3 * 1024 * 1024));

        var failure = await Assert.ThrowsAsync<MailServerException>(() => world.Sender.SendAsync("alerts", message));

        Assert.Equal(Problems.MessageTooLarge, failure.Problem);
        Assert.Contains("3,145,728 octets", failure.Detail, StringComparison.Ordinal);
        Assert.Contains("UploadSession", failure.Detail, StringComparison.Ordinal);
        Assert.Empty(world.Server.Requests);
    }

    [Fact]
    public async Task Message_just_below_the_request_limit_is_sent()
    {
        await using var world = await GraphWorld.StartAsync();
        await world.Sender.SendAsync("alerts", GraphWorld.Message(text: Lines(3 * 1024 * 1024 - 2048)));
        Assert.Single(world.BobMailbox.Inbox.Messages);
    }

    [Fact]
    public async Task At_most_four_messages_of_a_mailbox_are_sent_at_the_same_time()
    {
        await using var world = await GraphWorld.StartAsync(
            account: options => options.Connection = new MailConnectionOptions { MessagesPerMinute = 1000 });

        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => world.Sender.SendAsync("alerts", GraphWorld.Message($"{i}"))));

        Assert.Equal(40, world.BobMailbox.Inbox.Messages.Count);
        Assert.InRange(world.Server.HighestConcurrency, 2, 4);
        Assert.Equal(40, world.SendRequests);
    }

    [Fact]
    public async Task Client_for_mail_servers_cannot_be_connected_for_the_account()
    {
        await using var world = await GraphWorld.StartAsync();
        var factory = world.Application.Get<IMailClientFactory>();

        var failure = await Assert.ThrowsAsync<MailConfigurationException>(() => factory.ConnectSmtpAsync("alerts"));

        Assert.Contains("Use IMailSender", failure.Message, StringComparison.Ordinal);
    }

    private static string Lines(int length) => string.Concat(Enumerable.Repeat(new string('x', 70) + "\n", length / 72));
}
