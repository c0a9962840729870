using Microsoft.Extensions.Logging;
using OAuthMail.Configuration.Validation;

namespace OAuthMail.MailKit;

/// <summary>What all watches of a <see cref="MailWatcher"/> have in common.</summary>
public sealed class MailWatcherOptions
{
    private static readonly TimeSpan MaximumTime = TimeSpan.FromDays(1);

    /// <summary>
    /// How long the server may take for one command of a watch, its whole answer included: to open a folder, search, list, mark, or tell of up
    /// to 50 messages. A server that sends its answers octet by octet would outlast the account's <c>Timeout</c>, which is for each read; when
    /// this is over, the watch makes a new connection. IDLE has limits of its own (<see cref="MailWatchOptions.IdleLimit"/>).
    /// </summary>
    /// <value>10 minutes by default; from one second to a day.</value>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the server may take to send one whole message, in the place of <see cref="CommandTimeout"/>.</summary>
    /// <value>30 minutes by default; from one second to a day.</value>
    public TimeSpan TransferTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The clock for pauses, IDLE and time limits. Logins go by the factory's.</summary>
    /// <value>The system's by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Where the log goes. It has accounts, folders and UIDs, but no subjects, senders or recipients.</summary>
    /// <value>Null by default: nothing is logged.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

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
