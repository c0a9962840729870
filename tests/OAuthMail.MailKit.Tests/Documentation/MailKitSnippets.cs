using MailKit.Net.Imap;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using OAuthMail.Accounts;
using OAuthMail.Flows;
using OAuthMail.MailKit.Connections;
using OAuthMail.MailKit.Protocol;
using OAuthMail.Tokens;

namespace OAuthMail.MailKit.Tests.Documentation;

/// <summary>The code of the READMEs that uses MailKit, which therefore compiles.</summary>
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
}
