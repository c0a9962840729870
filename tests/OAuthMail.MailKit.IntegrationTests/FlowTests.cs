using MailKit;
using MailKit.Search;
using OAuthMail.IntegrationTests.Servers;

namespace OAuthMail.MailKit.IntegrationTests;

/// <summary>Acquires a token with every flow, sends a message over SMTP with MailKit, and reads it back over IMAP and POP3.</summary>
[Collection(OnRealServers.Name)]
public sealed class FlowTests(RealServers servers)
{
    public static TheoryData<RealFlow, OAuthMechanism, TlsMode, bool> Ways
    {
        get
        {
            var ways = new TheoryData<RealFlow, OAuthMechanism, TlsMode, bool>();
            foreach (var flow in Enum.GetValues<RealFlow>())
            {
                foreach (var mechanism in new[] { OAuthMechanism.XOAuth2, OAuthMechanism.OAuthBearer })
                {
                    foreach (var tls in new[] { TlsMode.Implicit, TlsMode.StartTls })
                    {
                        ways.Add(flow, mechanism, tls, false);
                        ways.Add(flow, mechanism, tls, true);
                    }
                }
            }

            return ways;
        }
    }

    [RealServersTheory]
    [MemberData(nameof(Ways))]
    public async Task Message_is_sent_and_read_back(RealFlow flow, OAuthMechanism mechanism, TlsMode tls, bool opaque)
    {
        using var mail = new RealMailKit(servers);
        var account = RealMailKit.CreateAccount(mail.Mail.CreateOptions(flow, "alice", opaque, tls), mechanism);
        await mail.Mail.SignInAsync(account, flow, mail.Cancellation);
        var message = RealMailKit.CreateMessage(account.Address, account.Address, "Real");
        await using (var smtp = await mail.Factory.ConnectSmtpAsync(account, mail.Cancellation))
        {
            await smtp.Client.SendAsync(message, mail.Cancellation);
        }

        await using var imap = await mail.Factory.ConnectImapAsync(account, mail.Cancellation);
        var inbox = imap.Client.Inbox!;
        await inbox.OpenAsync(FolderAccess.ReadOnly, mail.Cancellation);
        var query = SearchQuery.HeaderContains("Message-Id", message.MessageId!);
        IList<UniqueId> found;
        while ((found = await inbox.SearchAsync(query, mail.Cancellation)).Count == 0)
        {
            // Postfix accepts a message before Dovecot has stored it.
            await Task.Delay(TimeSpan.FromMilliseconds(50), mail.Cancellation);
            await imap.Client.NoOpAsync(mail.Cancellation);
        }

        Assert.Equal(".A dot, and text.", (await inbox.GetMessageAsync(Assert.Single(found), mail.Cancellation)).TextBody!.TrimEnd());

        await using var pop3 = await mail.Factory.ConnectPop3Async(account, mail.Cancellation);
        var fetched = new List<string>();
        for (var index = pop3.Client.Count - 1; index >= 0; index--)
        {
            var copy = await pop3.Client.GetMessageAsync(index, mail.Cancellation);
            if (copy.MessageId == message.MessageId) fetched.Add(copy.TextBody!.TrimEnd());
        }

        Assert.Equal([".A dot, and text."], fetched);
    }
}
