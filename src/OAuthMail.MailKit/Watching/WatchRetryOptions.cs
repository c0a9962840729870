using OAuthMail.Configuration.Validation;

namespace OAuthMail.MailKit;

/// <summary>
/// Options for retries of a watch after a transient failure: a lost connection, a server that is down, busy or throttling, or a rejected
/// token. Delays double from <see cref="FirstPause"/> to <see cref="MaximumPause"/>. Each is shortened at random by up to one half. If the
/// server requests a longer delay, that one applies, up to one hour.
/// </summary>
public sealed class WatchRetryOptions
{
    /// <summary>Gets or sets the delay after the first failure.</summary>
    /// <value>The default is 1 second. Must be greater than zero.</value>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets the maximum delay, unless the server requests a longer one.</summary>
    /// <value>The default is 5 minutes. Must be between <see cref="FirstPause"/> and 1 day.</value>
    public TimeSpan MaximumPause { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Gets or sets the time for which failures may last without a success. After that, the watch ends with the last failure.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: the watch retries without a limit, and logs a warning for each failure.
    /// </value>
    public TimeSpan? MaxOutage { get; set; }

    internal void AddErrors(OptionErrors errors)
    {
        errors.CheckTimeout(nameof(FirstPause), FirstPause, TimeSpan.FromDays(1));
        if (MaximumPause < FirstPause)
        {
            errors.Add(nameof(MaximumPause), $"Must be at least {nameof(FirstPause)}, {FirstPause:c}, but is {MaximumPause:c}.");
        }
        errors.CheckTimeout(nameof(MaximumPause), MaximumPause, TimeSpan.FromDays(1));
        errors.CheckRange(nameof(MaxOutage), MaxOutage, TimeSpan.Zero);
    }
}
