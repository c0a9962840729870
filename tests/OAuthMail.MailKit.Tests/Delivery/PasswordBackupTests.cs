using System.Net;
using System.Text;
using MimeKit;
using OAuthMail.Tests;
using OAuthMail.Tests.Shared;

namespace OAuthMail.MailKit.Tests.Delivery;

/// <summary>A backup server with a password, for an account that no user has signed in to.</summary>
public sealed class PasswordBackupTests : SenderTest
{
    private const string Password = "a password for backups";

    [Fact]
    public async Task Backup_server_sends_and_the_result_contains_it()
    {
        await using var peer = Start(Login("235 2.7.0 Welcome").Expect(
            "MAIL FROM:<relay@example.net>*").Send("250 2.1.0 OK").Expect("RCPT TO:<bob@example.com>*").Send("250 2.1.5 OK")
            .Expect("DATA").Send("354 Go on").ExpectMessage().Send("250 2.0.0 OK, queued as 7").Expect("QUIT").Send("221 2.0.0 Bye")
                .Close());
        var result = await SendThroughBackupAsync(peer);
        Assert.Equal(
            ("unsigned", peer.Endpoint, "2.0.0 OK, queued as 7", true),
            (result.Account, result.Server, result.ServerReply, result.UsedBackup));
        Assert.IsType<SignInRequiredException>(result.FirstFailure);
        await Sender.DisposeAsync();
        peer.Verify();
        Assert.Contains("From: Alice <alice@example.com>", Encoding.UTF8.GetString(peer.Received.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rejected_password_is_reported_with_the_failure_of_the_account_and_not_revealed()
    {
        await using var peer = Start(
            Login($"535 5.7.8 No such user with {Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0relay@example.net\0{Password}"))}")
                .Close());
        var failure = await Assert.ThrowsAsync<SignInRequiredException>(() => SendThroughBackupAsync(peer));
        Assert.Equal(Problems.BackupLoginRefused, failure.BackupFailure?.Problem);
        Assert.DoesNotContain(Password, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Log.Lines, line => line.Contains(Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Password_that_the_server_repeats_after_the_login_is_not_revealed()
    {
        await using var peer = Start(
            Login("235 2.7.0 Welcome").Expect("MAIL *").Send("250 2.1.0 OK").Expect("RCPT *").Send($"550-5.1.1 {Password}", "550 5.1.1 no")
                .Expect("RSET").Send("250 2.0.0 OK").Expect("MAIL *").Send("250 2.1.0 OK").Expect("RCPT *").Send("250 2.1.5 OK")
                .Expect("DATA").Send("354 Go on").ExpectMessage().Send($"250 2.0.0 OK {Uri.EscapeDataString(Password)}"));
        var account = CreateAccount(peer.Endpoint, backup => backup.Password = Password);
        var failure = await Assert.ThrowsAsync<SignInRequiredException>(() => Sender.SendAsync(account, NewMessage()));
        Assert.Equal(Problems.RecipientRefused, failure.BackupFailure?.Problem);
        Assert.DoesNotContain(Password, failure.ToString() + failure.BackupFailure, StringComparison.Ordinal);
        Assert.Contains("<redacted>", failure.BackupFailure!.Message, StringComparison.Ordinal);
        Assert.Equal("2.0.0 OK <redacted>", (await Sender.SendAsync(account, NewMessage())).ServerReply);
        Assert.DoesNotContain(Log.Lines, line => line.Contains(Password, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("454 4.7.0 Temporary authentication failure")]
    [InlineData("421 4.3.2 The directory is down")]
    public async Task Temporary_failure_of_a_password_login_is_retried(string busy)
    {
        await using var peer = Start(Login(busy).Close(), Login("235 2.7.0 Welcome").Expect(
            "MAIL FROM:<relay@example.net>*").Send("250 2.1.0 OK")
            .Expect("RCPT TO:<bob@example.com>*").Send("250 2.1.5 OK").Expect("DATA").Send("354 Go on").ExpectMessage()
                .Send("250 2.0.0 OK"));
        var result = await PassAsync(SendThroughBackupAsync(peer));
        Assert.Equal((peer.Endpoint, 3), (result.Server, result.Attempts));
        Assert.Contains(Log.Lines, line => line.Contains("mail-server-busy", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rejected_password_is_not_sent_again_if_the_server_disconnects()
    {
        await using var peer = Start(new MailPeerScript().Send("220 peer ESMTP").Expect("EHLO *").Send(
            "250-peer", "250-AUTH PLAIN LOGIN", "250 SIZE 1000000")
            .Expect("AUTH *").Send("535 5.7.8 No").Close());
        var failure = await Assert.ThrowsAsync<SignInRequiredException>(() => SendThroughBackupAsync(peer));
        Assert.Equal(Problems.BackupLoginRefused, failure.BackupFailure?.Problem);
        Assert.Single(peer.Connections);
    }

    [Fact]
    public async Task Rejected_password_is_sent_again_after_15_minutes_and_a_new_one_at_once()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["password"], "the old one");
        await using var peer = Start(
            Login("535 5.7.8 No").Close(),
            Login("535 5.7.8 Still no").Close(),
            Login("235 2.7.0 Welcome").Expect("MAIL *").Send("250 2.1.0 OK").Expect("RCPT *").Send("250 2.1.5 OK")
                .Expect("DATA").Send("354 Go on").ExpectMessage().Send("250 2.0.0 OK"));
        var account = CreateAccount(peer.Endpoint, backup => backup.PasswordFile = folder["password"]);
        for (var i = 0; i < 10; i++)
        {
            var refusal = Assert.IsType<MailServerException>(
                (await Assert.ThrowsAsync<SignInRequiredException>(() => Sender.SendAsync(account, NewMessage()))).BackupFailure);
            Assert.Equal((Problems.BackupLoginRefused, "535 5.7.8 No"), (refusal.Problem, refusal.ServerWords[^1]));
            Assert.Equal(i == 0 ? null : TimeSpan.FromMinutes(15), refusal.RetryAfter);
        }

        Assert.Single(peer.Connections);
        Clock.Advance(TimeSpan.FromMinutes(15));
        await Assert.ThrowsAsync<SignInRequiredException>(() => Sender.SendAsync(account, NewMessage()));
        Assert.Equal(2, peer.Connections.Count);

        await File.WriteAllTextAsync(folder["password"], "the new one");
        Assert.Equal(peer.Endpoint, (await Sender.SendAsync(account, NewMessage())).Server);
    }

    [Theory]
    [InlineData(WireFault.Silence)]
    [InlineData(WireFault.Drip)]
    public async Task Password_login_has_a_time_limit(WireFault fault)
    {
        var gate = new TaskCompletionSource();
        await using var peer = Start(new MailPeerScript().Send("220 peer ESMTP").Expect("EHLO *").Send(
            "250-peer", "250-AUTH PLAIN", "250 SIZE 1000000")
            .Expect("AUTH PLAIN *").Hold(gate.Task).Send("235 2.7.0 Welcome"));

        // Slow enough to exceed the limit of the whole login, and fast enough not to exceed the limit of a single read.
        await using var relay = new FaultRelay(
            new IPEndPoint(IPAddress.Loopback, peer.Endpoint.Port), Clock) { Wait = TimeSpan.FromSeconds(10) };
        var sending = SendThroughBackupAsync(new MailEndpoint("127.0.0.1", relay.Endpoint.Port, TlsMode.Implicit));
        await UntilAsync(() => peer.Connections is [{ ClientLines: [.., var last] }] && last.StartsWith("AUTH", StringComparison.Ordinal));
        var began = Clock.GetUtcNow();
        relay.Fault = fault;
        gate.SetResult();
        var driver = new ClockDriver(Clock);
        await driver.UntilAsync(() => Log.Pauses.Any(), () => fault == WireFault.Silence ? 1 : relay.Stuck);
        // The clock may have been advanced further before the failure was noticed.
        Assert.True(Clock.GetUtcNow() - began >= Account.Connection.LoginTimeout);
        Assert.Contains(Log.Lines, line => line.Contains("did not complete within 120 seconds", StringComparison.Ordinal));
        Assert.DoesNotContain(Log.Lines, line => line.Contains(Password, StringComparison.Ordinal));
        Sender.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => sending);
    }

    [Fact]
    public async Task Attachment_that_cannot_be_read_is_not_reported_as_a_lost_connection()
    {
        // At a server without 8BITMIME, the attachment is read before the message is sent.
        await using var peer = Start(Login("235 2.7.0 Welcome").Expect("QUIT").Send("221 2.0.0 Bye").Close());
        using var broken = new BrokenStream();
        using var message = NewMessage();
        message.Body = new MimePart("text", "plain")
        {
            Content = new MimeContent(broken),
            ContentTransferEncoding = ContentEncoding.EightBit,
        };
        Assert.Equal(
            "The disk failed.", (await Assert.ThrowsAsync<IOException>(() => PassAsync(SendThroughBackupAsync(peer, message)))).Message);
        Assert.Single(peer.Connections);
        await Sender.DisposeAsync();
        peer.Verify();
    }

    [Fact]
    public async Task Backup_server_without_a_login_sends()
    {
        await using var peer = Start(new MailPeerScript().Send("220 peer ESMTP").Expect("EHLO *").Send("250-peer", "250 SIZE 1000000")
            .Expect("MAIL FROM:<alice@example.com>*").Send("250 2.1.0 OK").Expect("RCPT TO:<bob@example.com>*").Send("250 2.1.5 OK")
            .Expect("DATA").Send("354 Go on").ExpectMessage().Send("250 2.0.0 OK, queued as 7"));
        var account = CreateAccount(peer.Endpoint, backup => backup.UserName = null);
        Assert.False(account.Backup!.RequiresLogin);
        var result = await Sender.SendAsync(account, NewMessage());
        Assert.True(result.UsedBackup);
        Assert.Equal("2.0.0 OK, queued as 7", result.ServerReply);
    }

    protected override IEnumerable<MailAccount> CreateAccounts() => [Account];

    private static MailPeerScript Login(string reply) => new MailPeerScript().Send("220 peer ESMTP").Expect("EHLO *")
        .Send("250-peer", "250-AUTH PLAIN", "250 SIZE 1000000").Expect("AUTH PLAIN *").Send(reply);

    private ScriptedMailPeer Start(params MailPeerScript[] scripts) => new(TlsMode.Implicit, Host.CertificateAuthority, scripts);

    private Task<MailSendResult> SendThroughBackupAsync(ScriptedMailPeer peer, MimeMessage? message = null) =>
        SendThroughBackupAsync(peer.Endpoint, message);

    private Task<MailSendResult> SendThroughBackupAsync(MailEndpoint server, MimeMessage? message = null) =>
        Sender.SendAsync(CreateAccount(server, backup => backup.Password = Password), message ?? NewMessage());

    private MailAccount CreateAccount(MailEndpoint server, Action<MailBackupOptions> configure) =>
        CreateAccount("unsigned", AliceAddress, options =>
        {
            options.Backup = new MailBackupOptions { Smtp = $"tls://{server}", UserName = "relay@example.net" };
            configure(options.Backup);
        }, OAuthFlow.AuthorizationCode);

    private sealed class BrokenStream : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count) => throw new IOException("The disk failed.");
    }
}
