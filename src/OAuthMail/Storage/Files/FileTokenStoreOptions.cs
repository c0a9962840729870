using OAuthMail.Configuration.Validation;

namespace OAuthMail;

/// <summary>What can be set about a <see cref="FileTokenStore"/>. The defaults suit a store shared by a few processes.</summary>
public sealed class FileTokenStoreOptions
{
    /// <summary>How long to wait for a lease, at most.</summary>
    /// <value>The default is two minutes: longer than any renewal takes.</value>
    public TimeSpan LeaseTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The clock behind every wait.</summary>
    /// <value>The default is the system's.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// How this program is started, for the advice to run it as another user: <c>sudo -u alerts &lt;command&gt;</c>. Without secrets.
    /// </summary>
    /// <value>The default, null, is the program's path without its arguments, since those may be secrets.</value>
    public string? Command { get; set; }

    internal void Validate()
    {
        var errors = new OptionErrors();
        errors.CheckTimeout(nameof(LeaseTimeout), LeaseTimeout, TimeSpan.FromDays(1));
        errors.CheckNotNull(nameof(TimeProvider), TimeProvider);
        errors.ThrowIfAny("the token store");
    }
}
