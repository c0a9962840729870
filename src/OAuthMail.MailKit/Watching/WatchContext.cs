using Microsoft.Extensions.Logging;

namespace OAuthMail.MailKit.Watching;

/// <summary>The account, options, clock, commands, log and metrics that the parts of one IMAP watch share.</summary>
internal sealed class WatchContext(CommandRunner commands, MailWatchOptions options, ILogger logger, WatchMetrics metrics)
{
    public CommandRunner Commands => commands;

    public MailAccount Account => commands.Account;

    public MailWatchOptions Options => options;

    public string Folder => options.Folder;

    public TimeProvider Clock => commands.Clock;

    public ILogger Logger => logger;

    public WatchMetrics Metrics => metrics;

    public MailServerException MessageGone(MailboxPosition message) => new(
        Problems.MessageGone, MailProtocol.Imap, Account.GetEndpoint(MailProtocol.Imap),
        $"Message {message.Uid} no longer exists in the folder '{Folder}' of '{Account.Name}'.");

    /// <summary>Creates the failure of a message that the server doesn't deliver, although it delivers others.</summary>
    public MailServerException Unreadable(uint uid, MailServerException failure) =>
        WatchFailures.Unreadable(Account, MailProtocol.Imap, Describe(uid), failure);

    /// <summary>Creates the failure of a message that the server lists but leaves out of its reply.</summary>
    public MailServerException NotReturned(uint uid) => new(
        Problems.MessageUnreadable, MailProtocol.Imap, Account.GetEndpoint(MailProtocol.Imap),
        $"The server returned no envelope of {Describe(uid)}.");

    /// <summary>Creates the failure of a message whose content can't be parsed.</summary>
    public MailServerException Unparsable(uint uid, Exception failure) =>
        WatchFailures.Unparsable(Account, MailProtocol.Imap, Describe(uid), failure);

    private string Describe(uint uid) => $"message {uid} of the folder '{Folder}' of '{Account.Name}'";
}
