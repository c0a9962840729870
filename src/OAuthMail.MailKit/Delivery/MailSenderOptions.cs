using Microsoft.Extensions.Logging;

namespace OAuthMail.MailKit;

/// <summary>How connections for sending are kept, and how often and how long a message is tried. The defaults suit the large providers.</summary>
public sealed class MailSenderOptions
{
    private static readonly TimeSpan MaximumTime = TimeSpan.FromDays(1);

    /// <summary>How long a connection is kept that nobody uses. Servers close theirs after five minutes or so (RFC 5321 section 4.5.3.2.7).</summary>
    /// <value>One minute by default; from one second to a day.</value>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a connection may have been idle and is still used without asking the server (NOOP) if it stands.</summary>
    /// <value>15 seconds by default; zero asks always; a day at most.</value>
    public TimeSpan CheckAfter { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How many connections a mailbox may have at once, where neither the account nor its provider says so.</summary>
    /// <value>3 by default; 1 to 1,000.</value>
    public int MaxConnections { get; set; } = 3;

    /// <summary>How many messages go over one connection before it is replaced; servers have limits of their own.</summary>
    /// <value>100 by default; 1 or more.</value>
    public int MaxMessagesPerConnection { get; set; } = 100;

    /// <summary>How often a message is tried with one account. With a backup it is at most twice, unless the server only asks to wait.</summary>
    /// <value>6 by default; 1 to 100.</value>
    public int MaxAttempts { get; set; } = 6;

    /// <summary>
    /// How long a message waits at most between its attempts with one account, all pauses together. Pauses begin at a second and double;
    /// where a server says how long to wait, they are as long as that, and if it is longer than what is left, the message fails at once.
    /// The wait for a free connection and for the mailbox's messages a minute does not count.
    /// </summary>
    /// <value>Two minutes by default; zero to a day.</value>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long one attempt may take to hand a message over, over a connection that is logged in: a server that sends its replies octet by
    /// octet would outlast every limit of a single read. Whether the message was taken is unknown if it ends after the final dot.
    /// </summary>
    /// <value>30 minutes by default; from one second to a day.</value>
    public TimeSpan TransferTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Gets or sets the clock for delays, limits and time-outs of the sender. Logins use the clock of the factory.
    /// </summary>
    /// <value>The default is <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Where log messages go, under the category <c>OAuthMail.MailKit.Sending</c>. None contains a token, a message or a recipient.</summary>
    /// <value>Nowhere by default.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    internal void Validate()
    {
        var failures = new List<OptionError>();
        if (IdleTimeout < TimeSpan.FromSeconds(1) || IdleTimeout > MaximumTime) failures.Add(new OptionError(nameof(IdleTimeout), "must be from one second to a day"));
        if (CheckAfter < TimeSpan.Zero || CheckAfter > MaximumTime) failures.Add(new OptionError(nameof(CheckAfter), "must be from zero to a day"));
        if (MaxConnections is < 1 or > 1000) failures.Add(new OptionError(nameof(MaxConnections), "must be from 1 to 1,000"));
        if (MaxMessagesPerConnection < 1) failures.Add(new OptionError(nameof(MaxMessagesPerConnection), "must be positive"));
        if (MaxAttempts is < 1 or > 100) failures.Add(new OptionError(nameof(MaxAttempts), "must be from 1 to 100"));
        if (MaxDelay < TimeSpan.Zero || MaxDelay > MaximumTime) failures.Add(new OptionError(nameof(MaxDelay), "must be from zero to a day"));
        if (TransferTimeout < TimeSpan.FromSeconds(1) || TransferTimeout > MaximumTime) failures.Add(new OptionError(nameof(TransferTimeout), "must be from one second to a day"));
        if (TimeProvider is null) failures.Add(new OptionError(nameof(TimeProvider), "must not be null"));
        MailConfigurationException.ThrowIfAny("mail sender", failures);
    }

    internal MailSenderOptions Clone() => (MailSenderOptions)MemberwiseClone();
}
