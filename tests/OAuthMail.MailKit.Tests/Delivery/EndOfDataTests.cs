using System.Text;
using OAuthMail.Testing;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Delivery;

/// <summary>
/// Failures around the end of the data. A complete message without a reply is never sent again, an incomplete one is, and no message
/// arrives twice.
/// </summary>
public sealed class EndOfDataTests : SenderTest
{
    protected override IEnumerable<MailAccount> CreateAccounts() =>
    [
        Account,
        CreateAccount("with-backup", AliceAddress, backup: "bob"),
        CreateAccount("impatient", AliceAddress, connection: new MailConnectionOptions { Timeout = TimeSpan.FromSeconds(0.5) }),
        CreateAccount("bob", BobAddress),
    ];

    [Theory]
    [InlineData(MailStage.DataEnd, 0)]
    [InlineData(MailStage.DataTaken, 1)]
    public async Task Connection_lost_after_the_complete_message_makes_the_delivery_unknown(MailStage stage, int copies)
    {
        Host.Smtp.Faults.At(stage, MailFault.Cut());
        using var message = NewMessage();
        var failure = await Assert.ThrowsAsync<MailDeliveryUnknownException>(() => Sender.SendAsync("with-backup", message));
        Assert.Equal(
            (Problems.DeliveryUnknown, message.MessageId, Host.Smtp.StartTls), (failure.Problem, failure.MessageId, failure.Server));
        Assert.Contains(message.MessageId!, failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.InnerException);
        Assert.Equal((copies, 1), (Bob.Inbox.Messages.Count, Host.Smtp.Connections));
        Assert.Contains(
            Log.Lines,
            line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains(message.MessageId!, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("354 Go on")]
    [InlineData("199 Something")]
    [InlineData("600 Something")]
    public async Task Reply_that_neither_accepts_nor_rejects_makes_the_delivery_unknown(string reply)
    {
        Host.Smtp.Faults.At(MailStage.DataTaken, MailFault.Reply(reply));
        await Assert.ThrowsAsync<MailDeliveryUnknownException>(() => SendAsync());
        Assert.Single(Bob.Inbox.Messages);
    }

    [Theory]
    [InlineData("251 2.0.0 Forwarded")]
    [InlineData("252 2.0.0 Taken for what it is")]
    public async Task Every_2xx_reply_accepts_the_message(string reply)
    {
        Host.Smtp.Faults.At(MailStage.DataTaken, MailFault.Reply(reply));
        var result = await SendAsync();
        Assert.Equal((1, reply[4..]), (result.Attempts, result.ServerReply));
        Assert.Single(Bob.Inbox.Messages);
    }

    [Fact]
    public async Task Silence_after_the_complete_message_makes_the_delivery_unknown()
    {
        var gate = new MailGate();
        Host.Smtp.Faults.At(MailStage.DataTaken, MailFault.Hold(gate));
        var sending = SendAsync();
        await gate.Reached;
        await PassUntilAsync(() => sending.IsCompleted, TimeSpan.FromMinutes(30));
        await Assert.ThrowsAsync<MailDeliveryUnknownException>(() => sending);
        gate.Open();
        Assert.Equal((1, 1), (Bob.Inbox.Messages.Count, Host.Smtp.Connections));
    }

    /// <summary>A server has ten minutes to scan a complete message (RFC 5321 section 4.5.3.2.6).</summary>
    [Fact]
    public async Task Slow_reply_to_the_complete_message_accepts_it_although_the_time_out_is_shorter()
    {
        var gate = new MailGate();
        Host.Smtp.Faults.At(MailStage.DataTaken, MailFault.Hold(gate));
        var sending = SendAsync(account: "impatient");
        await gate.Reached;
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        gate.Open();
        Assert.Equal(1, (await sending).Attempts);

        // The next command has the usual time-out again, so the connection is replaced.
        gate = new MailGate();
        Host.Smtp.Faults.On("MAIL", MailFault.Hold(gate));
        await SendAsync("again", "impatient");
        gate.Open();
        Assert.Equal(2, Host.Smtp.Connections);
        Assert.Equal(2, Arrived.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancellation_after_the_complete_message_makes_the_delivery_unknown(bool isTaken)
    {
        var gate = new MailGate();
        Host.Smtp.Faults.At(isTaken ? MailStage.DataTaken : MailStage.DataEnd, MailFault.Hold(gate));
        using var end = new CancellationTokenSource();
        var sending = SendAsync(cancellationToken: end.Token);
        await gate.Reached;
        await end.CancelAsync();
        await Assert.ThrowsAsync<MailDeliveryUnknownException>(() => sending);
        gate.Open();
        await UntilAsync(() => Host.Smtp.OpenConnections == 0);
        Assert.Equal((1, 1), (Bob.Inbox.Messages.Count, Host.Smtp.Connections));
    }

    [Fact]
    public async Task Synchronous_disposal_after_the_complete_message_makes_the_delivery_unknown()
    {
        var gate = new MailGate();
        Host.Smtp.Faults.At(MailStage.DataTaken, MailFault.Hold(gate));
        var sending = SendAsync();
        await gate.Reached;
        Sender.Dispose();
        await Assert.ThrowsAsync<MailDeliveryUnknownException>(() => sending);
        gate.Open();
        Assert.Single(Bob.Inbox.Messages);
    }

    [Fact]
    public async Task Disposal_waits_for_a_message_in_progress()
    {
        var gate = new MailGate();
        Host.Smtp.Faults.At(MailStage.DataTaken, MailFault.Hold(gate));
        var sending = SendAsync();
        await gate.Reached;
        var disposal = Sender.DisposeAsync().AsTask();
        Assert.False(disposal.IsCompleted);
        gate.Open();
        Assert.Equal(1, (await sending).Attempts);
        await disposal;
    }

    [Fact]
    public async Task Disposal_waits_at_most_ten_seconds()
    {
        var gate = new MailGate();
        Host.Smtp.Faults.At(MailStage.DataTaken, MailFault.Hold(gate));
        var sending = SendAsync();
        await gate.Reached;
        var disposal = Sender.DisposeAsync().AsTask();
        await PassUntilAsync(() => disposal.IsCompleted, TimeSpan.FromSeconds(10));
        await disposal;
        await Assert.ThrowsAsync<MailDeliveryUnknownException>(() => sending);
        gate.Open();
    }

    [Fact]
    public async Task Short_message_is_complete_when_the_connection_is_lost_during_DATA()
    {
        Host.Smtp.Faults.At(MailStage.Data, MailFault.Cut());
        await Assert.ThrowsAsync<MailDeliveryUnknownException>(() => SendAsync());
        Assert.Empty(Bob.Inbox.Messages);
        Assert.Equal(1, Host.Smtp.Connections);
    }

    [Fact]
    public async Task Incomplete_message_is_sent_again_and_one_copy_arrives()
    {
        Host.Smtp.Faults.At(MailStage.Data, MailFault.Cut());
        using var message = LargeMessage(4_000_000);
        var result = await PassAsync(Sender.SendAsync("alice", message));
        Assert.Equal((2, 2), (result.Attempts, Host.Smtp.Connections));
        Assert.Contains("\r\n.All work", Assert.Single(Bob.Inbox.Messages).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_that_the_server_stops_reading_can_be_canceled()
    {
        var gate = new MailGate();
        Host.Smtp.Faults.At(MailStage.Data, MailFault.Hold(gate));
        using var message = LargeMessage(16_000_000);
        using var end = new CancellationTokenSource();
        var sending = Sender.SendAsync("alice", message, end.Token);
        await gate.Reached;
        await end.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => sending);
        gate.Open();
        Assert.Empty(Bob.Inbox.Messages);
        await SendAsync();
        Assert.Single(Bob.Inbox.Messages);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300)]
    public async Task Lines_with_dots_arrive_unchanged(int padding)
    {
        using var message = NewMessage(
            "Dots", new string('x', padding) + "\r\n" + string.Concat(Enumerable.Repeat(".\r\n..\r\n.a\r\n", 2000)));
        Assert.Equal(1, (await Sender.SendAsync("alice", message)).Attempts);
        Assert.Contains("\r\n.\r\n..\r\n.a\r\n", Assert.Single(Bob.Inbox.Messages).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attachment_that_shrinks_during_the_send_is_not_sent_twice()
    {
        Host.Smtp.Faults.At(MailStage.DataTaken, MailFault.Cut());
        using var message = NewMessage();
        using var log = new ShrinkingStream(2000, 1000);
        message.Body = new MimeKit.MimePart("application", "octet-stream") { Content = new MimeKit.MimeContent(
            log, MimeKit.ContentEncoding.Binary), ContentTransferEncoding = MimeKit.ContentEncoding.Base64 };
        await Assert.ThrowsAsync<MailDeliveryUnknownException>(() => PassAsync(Sender.SendAsync("alice", message)));
        Assert.Single(Bob.Inbox.Messages);
    }

    /// <summary>A stream that becomes shorter when it is read again.</summary>
    private sealed class ShrinkingStream(int length, int next) : MemoryStream(new byte[length])
    {
        private int _begins;

        public override long Seek(long offset, SeekOrigin loc)
        {
            // The stream is rewound before each read and once after it.
            if (++_begins == 3) SetLength(next);
            return base.Seek(offset, loc);
        }
    }

    /// <summary>With BDAT (RFC 3030), the server may have accepted the message with its last octet.</summary>
    [Theory]
    [InlineData("250 2.0.0 OK")]
    [InlineData(null)]
    public async Task Message_in_one_BDAT_chunk_is_not_sent_twice(string? reply)
    {
        var script = new MailPeerScript().Send("220 peer ESMTP").Expect("EHLO *")
            .Send("250-peer", "250-8BITMIME", "250-BINARYMIME", "250-CHUNKING", "250 AUTH XOAUTH2")
            .Expect("AUTH XOAUTH2*").Send("334 ").Expect("*").Send("235 2.7.0 Welcome")
                .Expect("MAIL FROM:<alice@example.com> BODY=BINARYMIME").Send("250 2.1.0 OK")
            .Expect("RCPT *").Send("250 2.1.5 OK").Expect("BDAT * LAST").ExpectMessage().Expect("The end");
        await using var peer = new ScriptedMailPeer(
            TlsMode.Implicit, Host.CertificateAuthority, reply is null ? script.Cut() : script.Send(reply));
        var account = CreateAccount("chunks", AliceAddress, options => options.Smtp = $"tls://{peer.Endpoint}");
        using var message = NewMessage();
        using var content = new MemoryStream(Encoding.ASCII.GetBytes("..\r\n.\r\nThe end\r\n"));
        message.Body = new MimeKit.MimePart("application", "octet-stream")
        {
            Content = new MimeKit.MimeContent(content),
            ContentTransferEncoding = MimeKit.ContentEncoding.Binary,
        };
        var sending = PassAsync(Sender.SendAsync(account, message));
        if (reply is null) await Assert.ThrowsAsync<MailDeliveryUnknownException>(() => sending);
        else Assert.Equal(1, (await sending).Attempts);
        Assert.Single(peer.Connections);
    }

    [Fact]
    public async Task Rejection_before_the_message_is_not_an_unknown_delivery()
    {
        Host.Smtp.Faults.On("DATA", MailFault.ReplyAndClose("554 5.5.1 No"));
        await Assert.ThrowsAsync<MailServerException>(() => SendAsync());
    }
}
