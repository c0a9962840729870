using System.Net;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Identity;
using MimeKit;
using OAuthMail.MailKit;

namespace OAuthMail.AspNetCore.Identity;

/// <summary>Sends the messages of ASP.NET Core Identity through an account.</summary>
/// <typeparam name="TUser">The type of the users.</typeparam>
internal sealed class IdentityEmailSender<TUser>(IMailSender sender, IMailAccounts accounts, string account) : IEmailSender<TUser>
    where TUser : class
{
    public Task SendConfirmationLinkAsync(TUser user, string email, string confirmationLink) => SendAsync(
        email, "Confirm your email address", "Open this link to confirm your email address:", confirmationLink, isLink: true);

    public Task SendPasswordResetLinkAsync(TUser user, string email, string resetLink) => SendAsync(
        email, "Reset your password", "Open this link to reset your password:", resetLink, isLink: true);

    public Task SendPasswordResetCodeAsync(TUser user, string email, string resetCode) => SendAsync(
        email, "Reset your password", "Enter this code to reset your password:", resetCode, isLink: false);

    private async Task SendAsync(string email, string subject, string text, string value, bool isLink)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(email);
        ArgumentException.ThrowIfNullOrEmpty(value);

        // Identity encodes links and codes for HTML.
        var plain = WebUtility.HtmlDecode(value);
        var encoded = HtmlEncoder.Default.Encode(plain);
        var shown = isLink ? $"<a href=\"{encoded}\">{encoded}</a>" : $"<code>{encoded}</code>";
        var body = new BodyBuilder { TextBody = $"{text}\n\n{plain}\n", HtmlBody = $"<p>{text}</p><p>{shown}</p>" };
        using var message = new MimeMessage(
            [MailboxAddress.Parse(accounts.Get(account).Address)], [new MailboxAddress("", email)], subject, body.ToMessageBody());

        // An answering machine must not answer (RFC 3834 section 5).
        message.Headers[HeaderId.AutoSubmitted] = "auto-generated";
        await sender.SendAsync(account, message, CancellationToken.None).ConfigureAwait(false);
    }
}
