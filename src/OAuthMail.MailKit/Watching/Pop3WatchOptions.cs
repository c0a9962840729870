using OAuthMail.Configuration.Validation;

namespace OAuthMail.MailKit;

/// <summary>Options for watching a mailbox over POP3.</summary>
public sealed class Pop3WatchOptions
{
    /// <summary>
    /// Gets or sets the position at which the watch begins: the <see cref="Pop3Arrival.Position"/> of the last processed message, or
    /// <see cref="Pop3Position.Beginning"/>.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: only messages that arrive after the first session of the watch are delivered.
    /// </value>
    public Pop3Position? From { get; set; }

    /// <summary>
    /// Gets or sets the time between two sessions. If the server announces a longer LOGIN-DELAY (RFC 2449 section 6.5), that one applies.
    /// </summary>
    /// <value>The default is 5 minutes. Must be greater than zero and at most 1 day.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets the options for retries after transient failures.</summary>
    /// <value>The default retries without a limit, with delays from 1 second to 5 minutes.</value>
    public WatchRetryOptions Retry { get; set; } = new();

    internal void Validate()
    {
        var errors = new OptionErrors();
        errors.CheckTimeout(nameof(PollInterval), PollInterval, TimeSpan.FromDays(1));
        errors.CheckNotNull(nameof(Retry), Retry);
        Retry?.AddErrors(errors.At(nameof(Retry)));
        errors.ThrowIfAny("the watch");
    }
}
