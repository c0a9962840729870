using OAuthMail.MailKit.Watching;

namespace OAuthMail.MailKit.Handling;

/// <summary>A message of a watch, whatever the protocol.</summary>
/// <param name="Id">The id of the message in its mailbox.</param>
/// <param name="Subject">The subject, or <see langword="null"/> if unknown.</param>
/// <param name="Failure">Why the message cannot be read, or <see langword="null"/> if it can.</param>
/// <param name="GetPosition">
/// Returns the position after the message, until the next message is requested. Its text is its <see cref="object.ToString"/>, which can be
/// long.
/// </param>
/// <param name="Open">Creates the message that a handler receives, with its id and the number of the attempt.</param>
/// <param name="MoveAsync">
/// Moves the message to a folder, and returns its id there if the server reports it; or <see langword="null"/> if the protocol has no
/// folders.
/// </param>
internal sealed record IncomingMail(
    string Id, string? Subject, MailServerException? Failure, Func<object> GetPosition, Func<string, int, ReceivedMail> Open,
    Func<string, CancellationToken, Task<string?>>? MoveAsync)
{
    public static IncomingMail From(MailArrival arrival) => new(
        ImapReceivedMail.IdOf(arrival), arrival.Envelope.Subject, arrival.Failure, () => arrival.Position,
        (id, attempt) => new ImapReceivedMail(arrival, id, attempt),
        (folder, cancellationToken) => MoveOverImapAsync(arrival, folder, cancellationToken));

    public static IncomingMail From(Pop3Arrival arrival) => new(
        arrival.Uid, Subject: null, arrival.Failure, () => arrival.Position,
        (_, attempt) => new Pop3ReceivedMail(arrival, attempt), MoveAsync: null);

    private static async Task<string?> MoveOverImapAsync(MailArrival arrival, string folder, CancellationToken cancellationToken)
    {
        if (arrival is ImapArrival own)
        {
            return await own.MoveAsync(folder, cancellationToken).ConfigureAwait(false) is { Validity: > 0 } uid
                ? ImapReceivedMail.IdOf(uid.Validity, uid.Id)
                : null;
        }

        await arrival.MoveToAsync(folder, cancellationToken).ConfigureAwait(false);
        return arrival.ItemId;
    }
}
