using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OAuthMail.Configuration.Validation;
using OAuthMail.MailKit.Authentication;
using OAuthMail.MailKit.Delivery;

namespace OAuthMail.MailKit;

/// <summary>Options for the connections and retries of a <see cref="MailSender"/>. The defaults suit the large providers.</summary>
public sealed class MailSenderOptions
{
    private static readonly TimeSpan MaximumTime = TimeSpan.FromDays(1);

    /// <summary>
    /// Gets or sets the time after which an unused connection is closed. Servers close such connections after about five minutes (RFC 5321
    /// section 4.5.3.2.7).
    /// </summary>
    /// <value>The default is 1 minute. Must be between 1 second and 1 day.</value>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Gets or sets the idle time after which a connection is checked with NOOP before it is used again.
    /// </summary>
    /// <value>The default is 15 seconds. Must be between zero and 1 day. Zero checks every reused connection.</value>
    public TimeSpan CheckAfter { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// Gets or sets the maximum number of connections that a mailbox has at a time if neither the account nor its provider specifies it.
    /// </summary>
    /// <value>The default is 3. Must be between 1 and 1,000.</value>
    public int MaxConnections { get; set; } = 3;

    /// <summary>
    /// Gets or sets the number of messages after which a connection is replaced. Servers limit it too.
    /// </summary>
    /// <value>The default is 100. Must be at least 1.</value>
    public int MaxMessagesPerConnection { get; set; } = 100;

    /// <summary>
    /// Gets or sets the maximum number of attempts to send a message with one account. With a backup, there are at most two, unless the
    /// server only throttles.
    /// </summary>
    /// <value>The default is 6. Must be between 1 and 100.</value>
    public int MaxAttempts { get; set; } = 6;

    /// <summary>
    /// Gets or sets the maximum sum of the delays between the attempts to send a message with one account. The first delay is 1 second, and
    /// each next one doubles. If the server requests a longer delay, that one applies. If a delay would exceed the sum, the message fails
    /// at once. Waiting for a connection or for the rate limit doesn't count.
    /// </summary>
    /// <value>The default is 2 minutes. Must be between zero and 1 day.</value>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Gets or sets the time limit for sending one message over a connection that is logged in. It covers the whole transaction, because a
    /// server that sends its replies octet by octet never exceeds the limit of a single read. If it is exceeded after the complete message
    /// was sent, it is unknown whether the server accepted the message. Within this limit, the sender waits at least ten minutes for the
    /// reply to the complete message, even if the account's time-out is shorter (RFC 5321 section 4.5.3.2.6).
    /// </summary>
    /// <value>The default is 30 minutes. Must be between 1 second and 1 day.</value>
    public TimeSpan TransferTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Gets or sets the clock for delays, limits and time-outs of the sender. Logins use the clock of the factory.
    /// </summary>
    /// <value>The default is <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// Gets or sets the factory of the logger with the category <c>OAuthMail.MailKit.Sending</c>. Log messages contain no token and no part
    /// of a message. At the level Debug, they contain replies of servers, which can contain recipients.
    /// </summary>
    /// <value>The default is <see langword="null"/>: nothing is logged.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Gets or sets the factory of the sender's meter.</summary>
    /// <value>The default is <see langword="null"/>: a meter that belongs to no factory.</value>
    public IMeterFactory? MeterFactory { get; set; }

    /// <summary>Gets or sets what sends for accounts of Microsoft Graph, or <see langword="null"/> if its package is not used.</summary>
    internal IMessageTransport? Graph { get; set; }

    /// <summary>Returns what sends for an account of Microsoft Graph.</summary>
    /// <exception cref="MailConfigurationException">The package is not used.</exception>
    internal IMessageTransport RequireGraph(MailAccount account) => Graph ?? throw GraphRequirement.Missing(account);

    internal void Validate()
    {
        var errors = new OptionErrors();
        errors.CheckRange(nameof(IdleTimeout), IdleTimeout, TimeSpan.FromSeconds(1), MaximumTime);
        errors.CheckRange(nameof(CheckAfter), CheckAfter, TimeSpan.Zero, MaximumTime);
        errors.CheckRange(nameof(MaxConnections), MaxConnections, 1, 1000);
        errors.CheckRange(nameof(MaxMessagesPerConnection), MaxMessagesPerConnection, 1);
        errors.CheckRange(nameof(MaxAttempts), MaxAttempts, 1, 100);
        errors.CheckRange(nameof(MaxDelay), MaxDelay, TimeSpan.Zero, MaximumTime);
        errors.CheckRange(nameof(TransferTimeout), TransferTimeout, TimeSpan.FromSeconds(1), MaximumTime);
        errors.CheckNotNull(nameof(TimeProvider), TimeProvider);
        errors.ThrowIfAny("the mail sender");
    }

    internal MailSenderOptions Clone() => (MailSenderOptions)MemberwiseClone();
}
