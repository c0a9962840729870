using System.Text;
using MimeKit;
using OAuthMail.Accounts;
using OAuthMail.Diagnosis;
using OAuthMail.MailKit.Sending;
using OAuthMail.Providers;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Sending;

/// <summary>A server that still takes a password, as the backup of an account that nobody has signed in for.</summary>
public sealed class PasswordBackupTests : SenderTest
{
    private const string Password = "a password for backups";

    [Fact]
    public async Task Sends_and_the_result_says_so()
    {
        await using var peer = Start(Login("235 2.7.0 Welcome").Expect("MAIL FROM:<relay@example.net>*").Send("250 2.1.0 OK").Expect("RCPT TO:<bob@example.com>*").Send("250 2.1.5 OK")
            .Expect("DATA").Send("354 Go on").ExpectMessage().Send("250 2.0.0 OK, queued as 7").Expect("QUIT").Send("221 2.0.0 Bye").Close());
        var result = await SendThroughBackupAsync(peer);
        Assert.Equal(("unsigned", peer.Endpoint, "2.0.0 OK, queued as 7", true), (result.Account, result.Server, result.ServerReply, result.UsedBackup));
        Assert.IsType<SignInRequiredException>(result.FirstFailure);
        await Sender.DisposeAsync();
        peer.Verify();
        Assert.Contains("From: Alice <alice@example.com>", Encoding.UTF8.GetString(peer.Received.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_password_is_told_with_the_accounts_own_failure_and_without_the_password()
    {
        await using var peer = Start(Login($"535 5.7.8 No such user with {Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0relay@example.net\0{Password}"))}").Close());
        var failure = await Assert.ThrowsAsync<SignInRequiredException>(() => SendThroughBackupAsync(peer));
        Assert.Equal(Problems.BackupLoginRefused, failure.BackupFailure?.Problem);
        Assert.DoesNotContain(Password, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Log.Lines, line => line.Contains(Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_attachment_whose_disk_fails_while_an_encoding_is_chosen_is_no_lost_connection()
    {
        // A server without 8BITMIME: the attachment is read before anything is sent.
        await using var peer = Start(Login("235 2.7.0 Welcome").Expect("QUIT").Send("221 2.0.0 Bye").Close());
        using var broken = new BrokenStream();
        using var message = NewMessage();
        message.Body = new MimePart("text", "plain") { Content = new MimeContent(broken), ContentTransferEncoding = ContentEncoding.EightBit };
        Assert.Equal("The disk failed.", (await Assert.ThrowsAsync<IOException>(() => PassAsync(SendThroughBackupAsync(peer, message)))).Message);
        Assert.Single(peer.Connections);
        await Sender.DisposeAsync();
        peer.Verify();
    }

    protected override IEnumerable<MailAccount> CreateAccounts() => [Account];

    private static MailPeerScript Login(string reply) => new MailPeerScript().Send("220 peer ESMTP").Expect("EHLO *")
        .Send("250-peer", "250-AUTH PLAIN", "250 SIZE 1000000").Expect("AUTH PLAIN *").Send(reply);

    private ScriptedMailPeer Start(MailPeerScript script) => new(TlsMode.Implicit, Host.CertificateAuthority, script);

    private Task<MailSendResult> SendThroughBackupAsync(ScriptedMailPeer peer, MimeMessage? message = null)
    {
        var unsigned = CreateAccount("unsigned", AliceAddress, options => options.Backup = new MailBackupOptions { Smtp = $"tls://{peer.Endpoint}", UserName = "relay@example.net", Password = Password }, OAuthFlow.AuthorizationCode);
        return Sender.SendAsync(unsigned, message ?? NewMessage());
    }

    private sealed class BrokenStream : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count) => throw new IOException("The disk failed.");
    }
}
