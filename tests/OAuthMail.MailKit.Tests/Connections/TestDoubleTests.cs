using MailKit.Net.Imap;
using MailKit.Net.Smtp;

namespace OAuthMail.MailKit.Tests.Connections;

/// <summary>Test doubles for the factory and the sender, as programs use them in their own tests.</summary>
public class TestDoubleTests : MailKitTest
{
    [Fact]
    public async Task Lease_can_be_created_for_any_client_and_disposes_it()
    {
        var client = new ImapClient();
        var lease = new MailLease<ImapClient>(client, Account);
        Assert.Same(client, lease.Client);
        Assert.Same(Account, lease.Account);
        await lease.DisposeAsync();
        await lease.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => lease.Client);
        Assert.Throws<ObjectDisposedException>(() => client.Connect("localhost", 1));
    }

    [Fact]
    public void Lease_requires_a_client_and_an_account()
    {
        using var client = new SmtpClient();
        Assert.Throws<ArgumentNullException>(() => new MailLease<SmtpClient>(null!, Account));
        Assert.Throws<ArgumentNullException>(() => new MailLease<SmtpClient>(client, null!));
    }

    [Fact]
    public void Result_can_be_created()
    {
        var server = new MailEndpoint("smtp.example.com", 465, TlsMode.Implicit);
        var plain = new MailSendResult("1@example.com", "alerts", server);
        Assert.False(plain.UsedBackup);
        Assert.Equal(1, plain.Attempts);
        Assert.Equal("", plain.ServerReply);
        var failure = new MailServerException(Problems.ServerBusy, MailProtocol.Smtp, server, "Busy.");
        Assert.True(new MailSendResult("1@example.com", "alerts", server, "queued", 3, failure).UsedBackup);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MailSendResult("1@example.com", "alerts", server, attempts: 0));
    }
}
