using System.Text;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace OAuthMail.Testing.MailKit.Tests;

public sealed class SmtpClientTests : MailKitTest
{
    [Theory]
    [InlineData("XOAUTH2", TlsMode.StartTls)]
    [InlineData("XOAUTH2", TlsMode.Implicit)]
    [InlineData("OAUTHBEARER", TlsMode.StartTls)]
    [InlineData("OAUTHBEARER", TlsMode.Implicit)]
    public async Task A_message_with_an_attachment_is_stored_as_it_was_sent(string mechanism, TlsMode tls)
    {
        var octets = Enumerable.Range(0, 50_000).Select(i => (byte)(i * 7)).ToArray();
        using var message = NewMessage();
        var body = new BodyBuilder { TextBody = "Grüße\r\n.dot\r\n..two\r\n", Attachments = { { "data.bin", octets } } };
        message.Body = body.ToMessageBody();

        using var client = await ConnectSmtpAsync(tls);
        await client.AuthenticateAsync(NewMechanism(mechanism));
        await client.SendAsync(message);
        await client.DisconnectAsync(quit: true);

        using var received = Read(Assert.Single(Bob.Inbox.Messages));
        Assert.Equal(message.MessageId, received.MessageId);
        Assert.Equal("Grüße\r\n.dot\r\n..two\r\n", received.TextBody!.ReplaceLineEndings("\r\n"));
        using var attached = new MemoryStream();
        await Assert.IsType<MimePart>(Assert.Single(received.Attachments)).Content!.DecodeToAsync(attached);
        Assert.Equal(octets, attached.ToArray());
        Assert.Contains("QUIT", Host.Smtp.Transcripts[0].ClientLines);
    }

    [Fact]
    public async Task Eight_bit_text_is_stored_unchanged_and_the_size_is_declared()
    {
        using var message = NewMessage(text: "Grüße aus Köln\r\n");
        ((TextPart)message.Body!).ContentTransferEncoding = ContentEncoding.EightBit;
        using var client = await LogInToSmtpAsync();
        Assert.True(
            client.Capabilities.HasFlag(SmtpCapabilities.EightBitMime | SmtpCapabilities.Size | SmtpCapabilities.EnhancedStatusCodes));
        await client.SendAsync(message);

        var mail = Assert.Single(Host.Smtp.Transcripts[0].ClientLines, l => l.StartsWith("MAIL", StringComparison.Ordinal));
        Assert.Contains("BODY=8BITMIME", mail, StringComparison.Ordinal);
        Assert.Contains("SIZE=", mail, StringComparison.Ordinal);
        Assert.Contains("Grüße aus Köln\r\n", Bob.Inbox.Messages[0].Text, StringComparison.Ordinal);
        Assert.True(Bob.Inbox.Messages[0].Content.Span.IndexOf(Encoding.UTF8.GetBytes("ü")) > 0);
    }

    [Fact]
    public async Task An_internationalized_message_is_stored_unchanged()
    {
        const string Address = "müller@bücher.example";
        var mailbox = Host.AddMailbox(Address);
        using var message = NewMessage("Grüße", "Grüße\r\n");
        message.To.Clear();
        message.To.Add(new MailboxAddress("Müller", Address));
        using var client = await LogInToSmtpAsync();
        Assert.True(client.Capabilities.HasFlag(SmtpCapabilities.UTF8));
        await client.SendAsync(new FormatOptions { International = true }, message);

        var lines = Host.Smtp.Transcripts[0].ClientLines;
        Assert.Contains(lines, l => l.StartsWith("MAIL ", StringComparison.Ordinal) && l.Contains("SMTPUTF8", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains(Address, StringComparison.Ordinal));
        Assert.Contains("Subject: Grüße\r\n", Assert.Single(mailbox.Inbox.Messages).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipelined_recipients_are_answered_one_by_one()
    {
        using var message = NewMessage();
        using var client = await LogInToSmtpAsync();
        Assert.True(client.Capabilities.HasFlag(SmtpCapabilities.Pipelining));
        MailboxAddress[] all = [new("", BobAddress), new("", "nobody@example.com"), new("", AliceAddress)];
        var rejected = await Assert.ThrowsAsync<SmtpCommandException>(
            () => client.SendAsync(message, new MailboxAddress("", AliceAddress), all));
        Assert.Equal((SmtpErrorCode.RecipientNotAccepted, "nobody@example.com"), (rejected.ErrorCode, rejected.Mailbox?.Address));
        Assert.Empty(Bob.Inbox.Messages);

        await client.SendAsync(message, new MailboxAddress("", AliceAddress), [all[0], all[2]]);
        Assert.Equal((1, 1), (Alice.Inbox.Messages.Count, Bob.Inbox.Messages.Count));
    }

    [Fact]
    public async Task The_round_trips_of_a_message_are_counted()
    {
        using var client = await LogInToSmtpAsync();
        // EHLO, STARTTLS, EHLO, AUTH with its initial response.
        Assert.Equal(4, Host.Smtp.Transcripts[0].RoundTrips);
        await client.SendAsync(NewMessage());
        var first = Host.Smtp.Transcripts[0].RoundTrips;
        await client.SendAsync(NewMessage(text: new string('x', 500_000)));
        // MAIL and RCPT in one write, DATA, the message.
        Assert.Equal((7, 10), (first, Host.Smtp.Transcripts[0].RoundTrips));
    }

    [Fact]
    public async Task Many_messages_are_sent_over_one_connection()
    {
        using var client = await LogInToSmtpAsync();
        for (var i = 0; i < 20; i++) await client.SendAsync(NewMessage($"Number {i}"));
        await client.NoOpAsync();
        Assert.Equal(20, Bob.Inbox.Messages.Count);
        Assert.Equal(1, Host.Smtp.Connections);
    }

    [Fact]
    public async Task A_foreign_sender_and_a_message_that_is_too_large_are_rejected()
    {
        using var client = await LogInToSmtpAsync();
        using var foreign = NewMessage();
        foreign.From.Clear();
        foreign.From.Add(new MailboxAddress("", BobAddress));
        var rejected = await Assert.ThrowsAsync<SmtpCommandException>(() => client.SendAsync(foreign));
        Assert.Equal(SmtpErrorCode.SenderNotAccepted, rejected.ErrorCode);

        using var large = NewMessage(text: new string('x', 2_000_000));
        rejected = await Assert.ThrowsAsync<SmtpCommandException>(() => client.SendAsync(large));
        Assert.Equal(SmtpStatusCode.ExceededStorageAllocation, rejected.StatusCode);

        await client.SendAsync(NewMessage());
        Assert.Single(Bob.Inbox.Messages);
    }

    [Theory]
    [InlineData("XOAUTH2", true)]
    [InlineData("XOAUTH2", false)]
    [InlineData("OAUTHBEARER", true)]
    [InlineData("OAUTHBEARER", false)]
    public async Task After_a_rejection_the_same_connection_accepts_the_next_token(string mechanism, bool challenge)
    {
        Host.Smtp.Faults.RejectNextTokens(1, new TokenRejection { Challenge = challenge });
        using var client = await ConnectSmtpAsync();
        await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsync(NewMechanism(mechanism)));
        await client.AuthenticateAsync(NewMechanism(mechanism));
        await client.SendAsync(NewMessage());
        Assert.Equal(challenge, Host.Smtp.Logins[0].Challenged);
        Assert.Equal(challenge ? true : null, Host.Smtp.Logins[0].ChallengeAnswered);
        Assert.Equal((1, 1), (Host.Smtp.RejectedLogins, Host.Smtp.AcceptedLogins));
    }

    [Theory]
    [InlineData(MailStage.DataEnd, 0)]
    [InlineData(MailStage.DataTaken, 1)]
    public async Task A_connection_cut_after_the_dot_leaves_the_outcome_unknown(MailStage stage, int taken)
    {
        Host.Smtp.Faults.At(stage, MailFault.Cut());
        using var client = await LogInToSmtpAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => client.SendAsync(NewMessage()));
        Assert.False(client.IsConnected);
        Assert.Equal(taken, Bob.Inbox.Messages.Count);
    }

    [Fact]
    public async Task The_replies_of_Exchanges_limits_reach_the_client()
    {
        Host.Smtp.Faults.MaxConnectionsPerMailbox = 1;
        Host.Smtp.Options.RejectExcessConnectionsAtMail = true;
        Host.Smtp.Options.MaxMessagesPerMinute = 1;
        using var first = await LogInToSmtpAsync();
        using var second = await LogInToSmtpAsync();
        var rejected = await Assert.ThrowsAsync<SmtpCommandException>(() => second.SendAsync(NewMessage()));
        Assert.Equal((432, SmtpReplies.TooManyConnections[4..]), ((int)rejected.StatusCode, rejected.Message));
        Assert.True(second.IsConnected);

        await first.SendAsync(NewMessage());
        var ended = await Assert.ThrowsAnyAsync<Exception>(() => first.SendAsync(NewMessage()));
        Assert.Contains("Message submission rate", ended.Message, StringComparison.Ordinal);
        Assert.Single(Bob.Inbox.Messages);
    }

    [Fact]
    public async Task A_token_that_expires_soon_is_rejected()
    {
        Host.Smtp.Options.MinimumTokenLifetime = TimeSpan.FromMinutes(10);
        using var client = await ConnectSmtpAsync();
        var rejected = await Assert.ThrowsAsync<AuthenticationException>(
            () => client.AuthenticateAsync(NewMechanism(token: NewToken(lifetime: TimeSpan.FromMinutes(9)))));
        Assert.Contains("Token will expire soon", rejected.ToString(), StringComparison.Ordinal);
        await client.AuthenticateAsync(NewMechanism(token: NewToken(lifetime: TimeSpan.FromMinutes(11))));
    }

    [Fact]
    public async Task A_temporarily_rejected_recipient_is_reported()
    {
        Host.Smtp.Options.RejectedRecipients[BobAddress] = SmtpReplies.RecipientBusy;
        using var client = await LogInToSmtpAsync();
        var rejected = await Assert.ThrowsAsync<SmtpCommandException>(() => client.SendAsync(NewMessage()));
        Assert.Equal(
            (SmtpErrorCode.RecipientNotAccepted, SmtpStatusCode.MailboxBusy, BobAddress),
            (rejected.ErrorCode, rejected.StatusCode, rejected.Mailbox?.Address));
    }

    [Fact]
    public async Task A_reply_injected_before_TLS_is_ignored()
    {
        Host.Smtp.Faults.InjectedBeforeTls = "250 AUTH LOGIN";
        using var client = await ConnectSmtpAsync();
        Assert.DoesNotContain("LOGIN", client.AuthenticationMechanisms);
        Assert.Contains("XOAUTH2", client.AuthenticationMechanisms);
    }

    protected override void Configure(MailTestHostOptions options) => options.Smtp.MaxMessageSize = 1_000_000;
}
