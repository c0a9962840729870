using Microsoft.Extensions.Logging;

namespace OAuthMail.MailKit.Watching;

/// <summary>What all watches of a <see cref="MailWatcher"/> have in common.</summary>
public sealed class MailWatcherOptions
{
    /// <summary>The clock for pauses and IDLE.</summary>
    /// <value>The system's by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Where the log goes. It has accounts, folders and UIDs, but no subjects, senders or recipients.</summary>
    /// <value>Null by default: nothing is logged.</value>
    public ILoggerFactory? LoggerFactory { get; set; }
}
