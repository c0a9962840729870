using OAuthMail.Configuration.Validation;

namespace OAuthMail;

/// <summary>Options of the health check of an application's accounts.</summary>
public sealed class MailHealthOptions
{
    /// <summary>Gets or sets how long an account can fail, or wait for a sign-in, before the check reports it as unhealthy.</summary>
    /// <value>The default is 15 minutes. Until then, the check reports it as degraded.</value>
    public TimeSpan UnhealthyAfter { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Gets or sets how long before a credential expires the check reports it as degraded.</summary>
    /// <value>The default is 7 days.</value>
    public TimeSpan ExpirationWarning { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Gets or sets how long a result is returned again, so that frequent probes do not read the store each time.</summary>
    /// <value>The default is 10 seconds.</value>
    public TimeSpan CacheDuration { get; set; } = TimeSpan.FromSeconds(10);

    internal void Validate()
    {
        var errors = new OptionErrors();
        errors.CheckRange(nameof(UnhealthyAfter), UnhealthyAfter, TimeSpan.Zero);
        errors.CheckRange(nameof(ExpirationWarning), ExpirationWarning, TimeSpan.Zero);
        errors.CheckRange(nameof(CacheDuration), CacheDuration, TimeSpan.Zero);
        errors.ThrowIfAny("the health check");
    }
}
