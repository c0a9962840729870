using System.Globalization;
using MimeKit;

namespace OAuthMail.MailKit.Handling;

/// <summary>A message in an IMAP folder.</summary>
internal sealed class ImapReceivedMail(MailArrival arrival, string id, int attempt) : ReceivedMail, IDisposable
{
    private MimeMessage? _message;

    public override string Account => arrival.Account.Name;

    public override string Folder => arrival.Folder;

    public override string Id => id;

    public override int Attempt => attempt;

    public override string? Subject => arrival.Envelope.Subject;

    public override string? Sender => arrival.Envelope.From.Mailboxes.FirstOrDefault()?.Address;

    public static string IdOf(MailArrival arrival) => arrival.ItemId ?? IdOf(arrival.Position.UidValidity, arrival.UniqueId.Id);

    public static string IdOf(uint validity, uint uid) =>
        validity.ToString(CultureInfo.InvariantCulture) + "-" + uid.ToString(CultureInfo.InvariantCulture);

    public override async Task<MimeMessage> GetMessageAsync(CancellationToken cancellationToken = default) =>
        _message ??= await arrival.GetMessageAsync(cancellationToken).ConfigureAwait(false);

    public override Task MarkAsReadAsync(CancellationToken cancellationToken = default) =>
        arrival.AddFlagsAsync(MessageFlags.Seen, cancellationToken);

    public override Task MoveToAsync(string folder, CancellationToken cancellationToken = default) =>
        arrival.MoveToAsync(folder, cancellationToken);

    public override Task DeleteAsync(CancellationToken cancellationToken = default) => arrival.ItemId is not null
        ? arrival.DeleteItemAsync(cancellationToken)
        : arrival.UseAsync(
        async (folder, uid, token) =>
        {
            await folder.AddFlagsAsync(uid, MessageFlags.Deleted, silent: true, token).ConfigureAwait(false);

            // Other messages that are marked as deleted are not the handler's. Without UIDPLUS, the server removes the message later.
            await folder.ExpungeAsync([uid], token).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    public void Dispose() => _message?.Dispose();
}
