namespace OAuthMail.MailKit.Watching;

/// <summary>Receives messages without an IMAP connection.</summary>
internal interface IMailboxTransport
{
    /// <summary>Returns the position after the messages that are in the folder at present.</summary>
    Task<MailboxPosition> GetEndAsync(WatchContext context, CancellationToken cancellationToken);

    /// <summary>Returns a position at which a watch delivers one message first.</summary>
    /// <param name="itemId">The id of the message (<see cref="MailArrival.ItemId"/>).</param>
    MailboxPosition GetPositionOf(string itemId);

    /// <summary>Begins a watch.</summary>
    IMailboxWatch Begin(WatchContext context);
}
