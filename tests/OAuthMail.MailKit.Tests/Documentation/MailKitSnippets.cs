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
        using var imap = new ImapClient(new MailProtocolLogger());        // keeps the server's replies for exceptions
        await imap.ConnectAsync(account, tokens, ct);                     // with host, port, TLS, proxy and user of the account
        #endregion
    }

    public static void MakeFactory(OAuthMailOptions options, MailTokens tokens, OAuthHttp http)
    {
        #region factory
        var accounts = new MailAccounts(options.CreateAccounts().Values, tokens, http);
        var factory = new MailClientFactory(accounts);                    // one instance of each for the whole program
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
            // The complete message was sent, and no reply arrived. Search for the message before you send it again.
            Console.WriteLine($"{unknown.Server} may have accepted {unknown.MessageId}.");
        }
        catch (OAuthMailException failure)
        {
            Console.WriteLine(failure.Message);      // certainly not sent: the cause and the remedy
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
            // ... process it ...
            await arrival.DeleteAsync(stop);                            // takes effect when the session ends with QUIT
            File.WriteAllText(file + ".new", arrival.Position.ToString());
            File.Move(file + ".new", file, overwrite: true);            // the next start continues after it
        }
        #endregion
    }
}
