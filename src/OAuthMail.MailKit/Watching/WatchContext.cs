using Microsoft.Extensions.Logging;

namespace OAuthMail.MailKit.Watching;

/// <summary>The account, options, clock, commands and log that the parts of one IMAP watch share.</summary>
internal sealed class WatchContext(CommandRunner commands, MailWatchOptions options, ILogger logger)
{
    public CommandRunner Commands => commands;

    public MailAccount Account => commands.Account;

    public MailWatchOptions Options => options;

    public string Folder => options.Folder;

    public TimeProvider Clock => commands.Clock;

    public ILogger Logger => logger;

    public MailServerException MessageGone(MailboxPosition message) => new(
        Problems.MessageGone, MailProtocol.Imap, Account.GetEndpoint(MailProtocol.Imap),
        $"Message {message.Uid} no longer exists in the folder '{Folder}' of '{Account.Name}'.");
}
