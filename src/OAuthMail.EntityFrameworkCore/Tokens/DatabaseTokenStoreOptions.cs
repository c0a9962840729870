using Microsoft.Extensions.Logging;

namespace OAuthMail.EntityFrameworkCore;

/// <summary>Options of <see cref="DatabaseTokenStore{TContext}"/>. The defaults suit a database that many machines share.</summary>
public sealed class DatabaseTokenStoreOptions
{
    private static readonly TimeSpan ShortestLease = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestLease = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <summary>Gets or sets the maximum time to wait for a lease.</summary>
    /// <value>The default is 2 minutes. Must be greater than zero and at most one day.</value>
    public TimeSpan LeaseTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Gets or sets after which time a lease expires that its holder does not extend, because its process has ended or has no connection to
    /// the database. The holder extends it three times as often. The same time is waited in addition if the holder had begun a renewal,
    /// because the refresh token may have been used, and the new one may still be written.
    /// </summary>
    /// <value>The default is 30 seconds. Must be between 2 seconds and 10 minutes, in whole seconds.</value>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets the clock for waiting. Leases use the database's clock.</summary>
    /// <value>The default is the system's clock.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Gets or sets the factory of the logger, whose category is <c>OAuthMail.EntityFrameworkCore</c>.</summary>
    /// <value>The default is <see langword="null"/>: nothing is logged.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    internal DatabaseTokenStoreOptions Copy()
    {
        var errors = new List<OptionError>();
        if (LeaseTimeout <= TimeSpan.Zero || LeaseTimeout > LongestWait)
        {
            errors.Add(new OptionError(
                nameof(LeaseTimeout), $"'{LeaseTimeout}' isn't valid. Must be greater than zero and at most {LongestWait}."));
        }
        if (LeaseDuration < ShortestLease || LeaseDuration > LongestLease || LeaseDuration.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            errors.Add(new OptionError(
                nameof(LeaseDuration),
                $"'{LeaseDuration}' isn't valid. Must be between {ShortestLease} and {LongestLease}, in whole seconds."));
        }
        if (TimeProvider is null) errors.Add(new OptionError(nameof(TimeProvider), "The value is missing."));
        if (errors.Count > 0) throw new MailConfigurationException("the token store", errors);
        return (DatabaseTokenStoreOptions)MemberwiseClone();
    }
}
