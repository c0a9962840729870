using OAuthMail.Configuration.Validation;

namespace OAuthMail;

/// <summary>How tokens are kept fresh. The defaults suit every provider known to this library.</summary>
public sealed class TokenLifecycleOptions
{
    /// <summary>How long before its end a token is renewed in the background.</summary>
    /// <value>Five minutes by default, and never more than a fifth of the token's lifetime.</value>
    public TimeSpan EarlyRenewal { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long one renewal may wait for another process and for the store, and then, counted anew, for the answer to its request: whoever had to
    /// wait does not give up the sooner on an answer that may hold the only good refresh token.
    /// </summary>
    /// <value>Two minutes by default.</value>
    public TimeSpan RenewalTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>A token younger than this is not renewed because a mail server refused it: the token is not the cause.</summary>
    /// <value>One minute by default.</value>
    public TimeSpan RefusalMinimumAge { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a waiting process looks whether another one has already stored a usable token.</summary>
    /// <value>200 milliseconds by default.</value>
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
