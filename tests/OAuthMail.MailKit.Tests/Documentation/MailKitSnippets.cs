using MailKit.Net.Imap;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace OAuthMail.MailKit.Tests.Documentation;

/// <summary>The code of the documentation that uses MailKit. It is compiled here.</summary>
internal static class MailKitSnippets
{
    public static async Task AuthenticateAsync(IAccessTokenProvider tokens, MimeMessage message, CancellationToken ct)
    {
        #region one-line
        using var smtp = new SmtpClient();
        await smtp.ConnectAsync("smtp.office365.com", 587, SecureSocketOptions.StartTls, ct);
        await smtp.AuthenticateAsync(tokens, "alerts@contoso.com", ct);   // the one line that changes
        await smtp.SendAsync(message, ct);
        #endregion
    }

    public static async Task ConnectAsync(MailAccount account, IAccessTokenProvider tokens, CancellationToken ct)
    {
        #region connect
        using var imap = new ImapClient(new MailProtocolLogger());        // keeps the server's words for the error
        await imap.ConnectAsync(account, tokens, ct);                     // host, port, TLS, proxy and user are the account's
        #endregion
    }

    public static void MakeFactory(OAuthMailOptions options, MailTokens tokens, OAuthHttp http)
    {
        #region factory
        var accounts = new MailAccounts(options.CreateAccounts().Values, tokens, http);
        var factory = new MailClientFactory(accounts);                    // one of each for the whole program
        #endregion
        _ = factory;
    }

    public static async Task SendAsync(IMailSender sender, MailAccount account, MimeMessage message, CancellationToken ct)
    {
        #region failures
        try
        {
            MailSendResult sent = await sender.SendAsync(account, message, ct);
            if (sent.UsedBackup) Console.WriteLine($"{sent.Account} sent it, because: {sent.FirstFailure!.Message}");
        }
        catch (MailDeliveryUnknownException unknown)
        {
            // All of it went out, and no reply came. It was not tried again; look for the message before anybody does.
            Console.WriteLine($"{unknown.Server} may have {unknown.MessageId}.");
        }
        catch (OAuthMailException failure)
        {
            Console.WriteLine(failure.Message);      // certainly not sent: what happened, and who must do what
        }
        #endregion
    }

    public static async Task WatchPop3Async(MailWatcher watcher, string file, CancellationToken stop)
    {
        #region watch-pop3
        var from = File.Exists(file) ? Pop3Position.Parse(File.ReadAllText(file)) : Pop3Position.Beginning;
        await foreach (var arrival in watcher.WatchPop3Async("intake", new Pop3WatchOptions { From = from }, stop))
        {
            using var message = await arrival.GetMessageAsync(stop);
            // ... deal with it ...
            await arrival.DeleteAsync(stop);                            // takes effect when the session ends
            File.WriteAllText(file, arrival.Position.ToString());       // the next start goes on behind it
        }
        #endregion
    }
}
