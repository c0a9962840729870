using System.Text;
using MimeKit;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Delivery;

/// <summary>Messages and addresses that must not be sent as they are.</summary>
public sealed class UnsafeMessageTests : SenderTest
{
    [Theory]
    [InlineData(ContentEncoding.Default)]
    [InlineData(ContentEncoding.SevenBit)]
    [InlineData(ContentEncoding.EightBit)]
    [InlineData(ContentEncoding.QuotedPrintable)]
    public async Task Carriage_return_without_a_line_feed_is_encoded(ContentEncoding encoding)
    {
        const string text = "one\rtwo\r\n.\rMAIL FROM:<mallory@example.com>\r\n";
        foreach (var isNested in new[] { false, true })
        {
            using var message = NewMessage();
            var part = new MimePart("text", "plain")
            {
                Content = new MimeContent(new MemoryStream(Encoding.ASCII.GetBytes(text))),
                ContentTransferEncoding = encoding,
            };
            message.Body = isNested ? new Multipart("mixed") { part } : part;
            await Sender.SendAsync("alice", message);
            var wire = Bob.Inbox.Messages[^1].Text;
            for (var at = 0; (at = wire.IndexOf('\r', at)) >= 0;) Assert.Equal('\n', wire[++at]);
            using var stream = new MemoryStream(Encoding.ASCII.GetBytes(wire));
            using var arrived = MimeMessage.Load(stream);
            using var content = new MemoryStream();
            arrived.BodyParts.OfType<MimePart>().Single().Content!.DecodeTo(content);
            Assert.Contains("one\rtwo", Encoding.ASCII.GetString(content.ToArray()), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Carriage_return_that_cannot_be_encoded_is_refused_before_MAIL()
    {
        using var message = NewMessage();
        message.Body = new Multipart("mixed") { new TextPart("plain") { Text = "text" } };
        ((Multipart)message.Body).Preamble = "one\rtwo";
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Sender.SendAsync("alice", message));
        Assert.Contains("carriage return", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Host.Smtp.Transcripts, one => one.ToString().Contains("MAIL FROM", StringComparison.Ordinal));
        await SendAsync("the next");
        Assert.Equal(1, Arrived["the next"]);
    }

    [Fact]
    public async Task Recipient_without_an_address_is_refused()
    {
        using var message = NewMessage();
        message.Cc.Add(new MailboxAddress("x", ""));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => Sender.SendAsync("alice", message));
        Assert.Contains("recipient", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Host.Smtp.Transcripts);
    }

    [Fact]
    public async Task Sender_without_an_address_is_refused_unless_it_was_requested()
    {
        using var message = NewMessage();
        message.From.Clear();
        message.From.Add(new MailboxAddress("x", ""));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Sender.SendAsync("alice", message));
        Assert.Empty(Host.Smtp.Transcripts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Local_part_outside_of_ASCII_is_refused_without_SMTPUTF8(bool isSender)
    {
        await using var peer = new ScriptedMailPeer(
            TlsMode.Implicit, Host.CertificateAuthority,
            new MailPeerScript().Send("220 peer ESMTP").Expect("EHLO *").Send("250-peer", "250 SIZE 1000000").Expect("QUIT")
                .Send("221 2.0.0 Bye").Close());
        var account = CreateAccount("unsigned", AliceAddress, options =>
            options.Backup = new MailBackupOptions { Smtp = $"tls://{peer.Endpoint}" }, OAuthFlow.AuthorizationCode);
        using var message = NewMessage();
        var unusual = new MailboxAddress("x", "jörg@example.com");
        if (isSender)
        {
            message.From.Clear();
            message.From.Add(unusual);
        }
        else
        {
            message.Cc.Add(unusual);
        }

        var failure = await Assert.ThrowsAsync<SignInRequiredException>(() => Sender.SendAsync(account, message));
        Assert.Equal(Problems.AddressNotSupported, failure.BackupFailure?.Problem);
        Assert.Contains("jörg@example.com", failure.BackupFailure!.Message, StringComparison.Ordinal);
        await Sender.DisposeAsync();
        peer.Verify();
    }
}
