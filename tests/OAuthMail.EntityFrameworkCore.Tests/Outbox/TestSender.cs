using MimeKit;
using OAuthMail.MailKit;

namespace OAuthMail.EntityFrameworkCore.Tests.Outbox;

/// <summary>A sender of the application, which does what the test says.</summary>
internal sealed class TestSender(Func<string, MimeMessage, MailSendOptions, CancellationToken, Task<string>> sendAsync) : IMailSender
{
    public Task<MailSendResult> SendAsync(string account, MimeMessage message, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public async Task<MailSendResult> SendAsync(
        string account, MimeMessage message, MailSendOptions? options, CancellationToken cancellationToken = default)
    {
        var reply = await sendAsync(account, message, options!, cancellationToken);
        return new MailSendResult(message.MessageId!, account, new MailEndpoint("smtp.test.example", 465, TlsMode.Implicit), reply);
    }

    public Task<MailSendResult> SendAsync(MailAccount account, MimeMessage message, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task<MailSendResult> SendAsync(
        MailAccount account, MimeMessage message, MailSendOptions? options, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();
}
