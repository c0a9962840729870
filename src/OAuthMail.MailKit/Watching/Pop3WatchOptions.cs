using OAuthMail.Configuration.Validation;

namespace OAuthMail.MailKit;

/// <summary>How to watch a mailbox over POP3, and from where.</summary>
public sealed class Pop3WatchOptions
{
    /// <summary>Where to begin: behind the messages that this position knows (<see cref="Pop3Arrival.Position"/>), or at <see cref="Pop3Position.Beginning"/>.</summary>
    /// <value>Null by default: only what arrives after the watch has looked into the mailbox for the first time.</value>
    public Pop3Position? From { get; set; }

    /// <summary>How long to wait between two sessions. A longer LOGIN-DELAY that the server announces (RFC 2449 section 6.5) is kept.</summary>
    /// <value>Five minutes by default; more than zero, a day at most.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How to go on after failures that pass.</summary>
    /// <value>For ever, with pauses from one second to five minutes, by default.</value>
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
