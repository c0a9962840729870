namespace OAuthMail.MailKit.Handling;

/// <summary>A message of a watch, whatever the protocol.</summary>
/// <param name="Id">The id of the message in its mailbox.</param>
/// <param name="Subject">The subject, or <see langword="null"/> if unknown.</param>
/// <param name="Failure">Why the message cannot be read, or <see langword="null"/> if it can.</param>
/// <param name="GetPosition">Returns the position after the message.</param>
/// <param name="Open">Creates the message that a handler receives, for an attempt.</param>
/// <param name="MoveAsync">Moves the message to a folder, or <see langword="null"/> if the protocol has none.</param>
internal sealed record IncomingMail(
    string Id, string? Subject, MailServerException? Failure, Func<string> GetPosition, Func<int, ReceivedMail> Open,
    Func<string, CancellationToken, Task>? MoveAsync)
{
    public static IncomingMail From(MailArrival arrival) => new(
        ImapReceivedMail.IdOf(arrival), arrival.Envelope.Subject, arrival.Failure, () => arrival.Position.ToString(),
        attempt => new ImapReceivedMail(arrival, attempt), arrival.MoveToAsync);

    public static IncomingMail From(Pop3Arrival arrival) => new(
        arrival.Uid, Subject: null, arrival.Failure, () => arrival.Position.ToString(), attempt => new Pop3ReceivedMail(arrival, attempt),
        MoveAsync: null);
}
