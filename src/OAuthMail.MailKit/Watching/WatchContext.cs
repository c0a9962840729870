using Microsoft.Extensions.Logging;
using OAuthMail.Accounts;
using OAuthMail.Diagnosis;
using OAuthMail.Providers;
using OAuthMail.Replies;

namespace OAuthMail.MailKit.Watching;

/// <summary>What the parts of one watch over IMAP need to know.</summary>
internal sealed class WatchContext(MailAccount account, MailWatchOptions options, TimeProvider clock, ILogger logger)
{
    public MailAccount Account => account;

    public MailWatchOptions Options => options;

    public string Folder => options.Folder;

    public TimeProvider Clock => clock;

    public ILogger Logger => logger;

    public Task<T> GuardAsync<T>(MailProtocol protocol, string step, Func<Task<T>> action, CancellationToken cancellationToken) =>
        WatchFailures.GuardAsync(account, protocol, step, action, cancellationToken);

    public MailServerException Gone(MailboxPosition place) => new(
        Problems.MessageGone, MailProtocol.Imap, account.GetEndpoint(MailProtocol.Imap), $"Message {place.Uid} is not in the folder '{Folder}' of '{account.Name}' any more.");
}
