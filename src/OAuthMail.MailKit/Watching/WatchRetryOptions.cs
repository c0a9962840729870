using OAuthMail.Configuration.Validation;

namespace OAuthMail.MailKit;

/// <summary>
/// How a watch goes on after a failure that passes: a lost connection, a server that is down, busy or throttling, a token that was refused.
/// Pauses double from <see cref="FirstPause"/> to <see cref="MaximumPause"/>, each shortened at random by up to a half, and are never
/// shorter than the server asks for, up to an hour.
/// </summary>
public sealed class WatchRetryOptions
{
    /// <summary>The pause after the first failure.</summary>
    /// <value>One second by default; more than zero.</value>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause, unless the server asks for a longer one.</summary>
    /// <value>Five minutes by default; not below <see cref="FirstPause"/>, a day at most.</value>
    public TimeSpan MaximumPause { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long failures may last without a moment of success before the watch ends with the last of them.</summary>
    /// <value>Null by default: the watch goes on, and logs a warning for each failure.</value>
    public TimeSpan? MaxOutage { get; set; }

    internal void AddErrors(OptionErrors errors)
    {
        errors.CheckTimeout(nameof(FirstPause), FirstPause, TimeSpan.FromDays(1));
        if (MaximumPause < FirstPause) errors.Add(nameof(MaximumPause), $"Must be at least {nameof(FirstPause)}, {FirstPause:c}, but is {MaximumPause:c}.");
        errors.CheckTimeout(nameof(MaximumPause), MaximumPause, TimeSpan.FromDays(1));
        errors.CheckRange(nameof(MaxOutage), MaxOutage, TimeSpan.Zero);
    }
}
