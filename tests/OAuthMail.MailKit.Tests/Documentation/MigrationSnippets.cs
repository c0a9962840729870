using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace OAuthMail.MailKit.Tests.Documentation;

/// <summary>The code of docs/migrating.md. It is compiled here.</summary>
internal static class MigrationSnippets
{
    public static void Register(IServiceCollection services, IConfiguration configuration)
    {
        #region migrate-register
        services.AddOAuthMail(configuration.GetSection("OAuthMail")).AddMailKit();
        #endregion
    }

    public static async Task ConvertAsync(IMailSender mail, System.Net.Mail.MailMessage old, CancellationToken ct)
    {
        #region migrate-system-net-mail
        using var message = MimeMessage.CreateFromMailMessage(old);      // recipients, bodies, attachments and headers
        MailSendResult sent = await mail.SendAsync("alerts", message, ct);
        #endregion
        _ = sent;
    }

    public static async Task ReplaceLoginAsync(
        [FromKeyedServices("alerts")] IAccessTokenProvider tokens, SmtpClient smtp, MimeMessage message, CancellationToken ct)
    {
        #region migrate-mailkit
        await smtp.ConnectAsync("smtp.office365.com", 587, SecureSocketOptions.StartTls, ct);
        await smtp.AuthenticateAsync(tokens, "alerts@contoso.com", ct);  // was: AuthenticateAsync(user, password, ct)
        await smtp.SendAsync(message, ct);
        #endregion
    }

    public static void KeepOwnTokens(MailTokens tokens, Func<CancellationToken, Task<AccessToken>> acquireWithMsalAsync)
    {
        #region migrate-own-source
        IAccessTokenProvider alerts = tokens.From(
            TokenSource.FromDelegate("alerts", async (request, ct) => await acquireWithMsalAsync(ct)));
        #endregion
        _ = alerts;
    }
}
