using MimeKit;

namespace OAuthMail.MailKit.Handling;

/// <summary>A message in a POP3 mailbox.</summary>
internal sealed class Pop3ReceivedMail(Pop3Arrival arrival, int attempt) : ReceivedMail, IDisposable
{
    private MimeMessage? _message;

    public override string Account => arrival.Account.Name;

    public override string Folder => "INBOX";

    public override string Id => arrival.Uid;

    public override int Attempt => attempt;

    public override string? Subject => _message?.Subject;

    public override string? Sender => _message?.From.Mailboxes.FirstOrDefault()?.Address;

    public override async Task<MimeMessage> GetMessageAsync(CancellationToken cancellationToken = default) =>
        _message ??= await arrival.GetMessageAsync(cancellationToken).ConfigureAwait(false);

    public override Task MarkAsReadAsync(CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("POP3 has no flags. Use IMAP, or remember the id of the message.");

    public override Task MoveToAsync(string folder, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("POP3 has no folders. Use IMAP, or delete the message after it was stored elsewhere.");

    public override Task DeleteAsync(CancellationToken cancellationToken = default) => arrival.DeleteAsync(cancellationToken);

    public void Dispose() => _message?.Dispose();
}
