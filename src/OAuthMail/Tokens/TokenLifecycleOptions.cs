using OAuthMail.Configuration.Validation;

namespace OAuthMail;

/// <summary>Specifies when and how tokens are renewed. The defaults suit all providers that the library knows.</summary>
public sealed class TokenLifecycleOptions
{
    /// <summary>Gets or sets how long before its expiration a token is renewed in the background.</summary>
    /// <value>The default is 5 minutes. At most a fifth of the token's lifetime is used.</value>
    public TimeSpan EarlyRenewal { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Gets or sets the time-out of the two parts of a renewal: of the wait for other processes and the store, and of the request. The
    /// request has the full time after a long wait, because its response may contain the only valid refresh token.
    /// </summary>
    /// <value>The default is 2 minutes. Must be greater than zero and at most one day.</value>
    public TimeSpan RenewalTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Gets or sets the age below which a token is not renewed when a mail server rejects it. A token this new is not the cause of the
    /// rejection.
    /// </summary>
    /// <value>The default is 1 minute.</value>
    public TimeSpan RefusalMinimumAge { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets the interval at which a waiting process checks whether another process has stored a usable token.</summary>
    /// <value>The default is 200 milliseconds. Must be greater than zero and at most one day.</value>
    public TimeSpan StorePollInterval { get; set; } = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan MaximumWait = TimeSpan.FromDays(1);

    internal void Validate()
    {
        var errors = new OptionErrors();
        errors.CheckRange(nameof(EarlyRenewal), EarlyRenewal, TimeSpan.Zero);
        errors.CheckTimeout(nameof(RenewalTimeout), RenewalTimeout, MaximumWait);
        errors.CheckRange(nameof(RefusalMinimumAge), RefusalMinimumAge, TimeSpan.Zero);
        errors.CheckTimeout(nameof(StorePollInterval), StorePollInterval, MaximumWait);
        errors.ThrowIfAny("the token lifecycle");
    }

    internal TokenLifecycleOptions Clone() => (TokenLifecycleOptions)MemberwiseClone();
}
