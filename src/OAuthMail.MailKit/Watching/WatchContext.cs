using Microsoft.Extensions.Logging;

namespace OAuthMail.MailKit.Watching;

/// <summary>What the parts of one watch over IMAP need to know.</summary>
internal sealed class WatchContext(WatchCommands commands, MailWatchOptions options, ILogger logger)
{
    public WatchCommands Commands => commands;

    public MailAccount Account => commands.Account;

    public MailWatchOptions Options => options;

    public string Folder => options.Folder;

    public TimeProvider Clock => commands.Clock;

    public ILogger Logger => logger;

    public MailServerException Gone(MailboxPosition place) => new(
        Problems.MessageGone, MailProtocol.Imap, Account.GetEndpoint(MailProtocol.Imap), $"Message {place.Uid} is not in the folder '{Folder}' of '{Account.Name}' any more.");
}
