using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;

namespace OAuthMail.MailKit.Tests.Connections;

public sealed class MailClientFactoryTests : MailKitTest
{
    [Fact]
    public async Task A_lease_is_a_client_that_is_connected_and_logged_in()
    {
        await using var smtp = await Factory.ConnectSmtpAsync("alice");
        await using var imap = await Factory.ConnectImapAsync("alice");
        await using var pop3 = await Factory.ConnectPop3Async("alice");
        Assert.True(smtp.Client.IsAuthenticated && imap.Client.IsAuthenticated && pop3.Client.IsAuthenticated);
        Assert.Equal(1, TokenRequests);
    }

    [Fact]
    public async Task A_client_that_somebody_else_connected_logs_in_with_one_line()
    {
        using var imap = new ImapClient { ServerCertificateValidationCallback = Host.CertificateAuthority.ValidationCallback, CheckCertificateRevocation = false };
        await imap.ConnectAsync(Host.Imap.StartTls.Host, Host.Imap.StartTls.Port, SecureSocketOptions.StartTls);
        await imap.AuthenticateAsync(AccountTokens, AliceAddress);
        await imap.Inbox.OpenAsync(FolderAccess.ReadOnly);
        await imap.DisconnectAsync(true);
    }
}
