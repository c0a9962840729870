using MailKit.Net.Imap;
using MailKit.Net.Pop3;
using MailKit.Net.Smtp;
using MailKit.Security;
using OAuthMail.Tests;

namespace OAuthMail.MailKit.Tests.Connections;

/// <summary>Programs that block on tasks on a thread with a synchronization context.</summary>
public sealed class BlockedClientTests : MailKitTest
{
    [Fact]
    public void Every_method_can_be_waited_for_on_a_blocked_thread() => BlockedThread.Run(() =>
    {
        using (var smtp = BlockedThread.Wait(Factory.ConnectSmtpAsync("alice"))) Assert.True(smtp.Client.IsAuthenticated);
        using (var pop3 = BlockedThread.Wait(Factory.ConnectPop3Async("alice"))) Assert.True(pop3.Client.IsAuthenticated);
        var imap = BlockedThread.Wait(Factory.ConnectImapAsync("alice"));
        Assert.True(imap.Client.IsAuthenticated);
        BlockedThread.Wait(DoneAsync(imap.DisposeAsync().AsTask()));

        using var bare = Trust(new ImapClient());
        bare.Connect(Host.Imap.ImplicitTls.Host, Host.Imap.ImplicitTls.Port, SecureSocketOptions.SslOnConnect);
        BlockedThread.Wait(DoneAsync(bare.AuthenticateAsync(AccountTokens, AliceAddress)));
        bare.Disconnect(true);

        using var own = Trust(new Pop3Client());
        BlockedThread.Wait(DoneAsync(own.ConnectAsync(Account, AccountTokens)));
        own.Disconnect(true);

        using var sender = Trust(new SmtpClient());
        BlockedThread.Wait(DoneAsync(sender.ConnectAsync(Account, AccountTokens)));
        sender.Disconnect(true);
    });

    private static async Task<bool> DoneAsync(Task task)
    {
        await task.ConfigureAwait(false);
        return true;
    }
}
