using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OAuthMail.Configuration.Validation;
using OAuthMail.MailKit.Watching;

namespace OAuthMail.MailKit;

/// <summary>Options that apply to all watches of a <see cref="MailWatcher"/>.</summary>
public sealed class MailWatcherOptions
{
    private static readonly TimeSpan MaximumTime = TimeSpan.FromDays(1);

    /// <summary>
    /// Gets or sets the time limit for one command of a watch, including the whole reply: opening a folder, searching, listing, setting
    /// flags, or fetching up to 50 summaries. The account's <c>Timeout</c> limits only a single read, which a server that sends its reply
    /// octet by octet never exceeds. If the limit is exceeded, the watch reconnects. IDLE has its own limits
    /// (<see cref="MailWatchOptions.IdleLimit"/>).
    /// </summary>
    /// <value>The default is 10 minutes. Must be between 1 second and 1 day.</value>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Gets or sets the time limit for fetching one whole message. It applies instead of <see cref="CommandTimeout"/>.
    /// </summary>
    /// <value>The default is 30 minutes. Must be between 1 second and 1 day.</value>
    public TimeSpan TransferTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Gets or sets the clock for delays, IDLE and time limits. Logins use the clock of the factory.</summary>
    /// <value>The default is <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// Gets or sets the factory of the logger with the category <c>OAuthMail.MailKit.Watching</c>. Log messages contain accounts, folders
    /// and UIDs, but no subjects, senders or recipients.
    /// </summary>
    /// <value>The default is <see langword="null"/>: nothing is logged.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>
    /// Gets or sets the factory of the meter, such as the one of an application's service container. Metrics contain the names of accounts
    /// and the codes of problems, but no addresses.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the meter belongs to the process.</value>
    public IMeterFactory? MeterFactory { get; set; }

    /// <summary>Gets or sets what receives for accounts of Microsoft Graph, or <see langword="null"/> if its package is not used.</summary>
    internal IMailboxTransport? Graph { get; set; }

    internal void Validate()
    {
        var errors = new OptionErrors();
        errors.CheckRange(nameof(CommandTimeout), CommandTimeout, TimeSpan.FromSeconds(1), MaximumTime);
        errors.CheckRange(nameof(TransferTimeout), TransferTimeout, TimeSpan.FromSeconds(1), MaximumTime);
        errors.CheckNotNull(nameof(TimeProvider), TimeProvider);
        errors.ThrowIfAny("the mail watcher");
    }

    internal MailWatcherOptions Clone() => (MailWatcherOptions)MemberwiseClone();
}
