using System.Globalization;
using MimeKit;

namespace OAuthMail.MailKit.Notices;

/// <summary>Sends notices about accounts as messages, with the address at which a user signs in.</summary>
internal sealed class MailNoticeObserver(string account, MailboxAddress recipient, IMailAccounts accounts, IMailSender sender)
    : IMailAccountObserver
{
    public string Name => $"mail to {recipient.Address}";

    public Task OnNoticeAsync(MailAccountNotice notice, CancellationToken cancellationToken = default)
    {
        var from = new MailboxAddress("", accounts.Get(account).Address);
        var message = new MimeMessage([from], [recipient], SubjectOf(notice), new TextPart("plain") { Text = TextOf(notice) });

        // The same notice has the same Message-ID, so that a recipient can recognize a repetition.
        var time = notice.State.Since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        message.MessageId = $"{notice.Id}.{time}@oauthmail.invalid";
        return sender.SendAsync(account, message, cancellationToken);
    }

    private static string SubjectOf(MailAccountNotice notice) => notice.Kind switch
    {
        MailAccountNoticeKind.SignInRequired => $"Sign in for the mailbox account {notice.State.Account}",
        MailAccountNoticeKind.CredentialExpires => $"A credential of the mailbox account {notice.State.Account} expires soon",
        MailAccountNoticeKind.Failing => $"The mailbox account {notice.State.Account} cannot log in",
        _ => $"The mailbox account {notice.State.Account} can log in",
    };

    private static string TextOf(MailAccountNotice notice)
    {
        var text = notice.ToString();
        if (notice is { SignInUrl: { } url, SignInExpiresAt: { } expiresAt })
        {
            text += $"\n\nOpen this address in a browser and sign in. It is valid until {expiresAt.UtcDateTime:u}.\n\n" + url.AbsoluteUri;
        }

        return text + "\n";
    }
}
