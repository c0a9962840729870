using Microsoft.Extensions.Logging;
using OAuthMail.Configuration.Validation;

namespace OAuthMail;

/// <summary>Options of <see cref="FileTokenStore"/>. The defaults suit a store that a few processes share.</summary>
public sealed class FileTokenStoreOptions
{
    /// <summary>Gets or sets the maximum time to wait for a lease.</summary>
    /// <value>The default is 2 minutes. Must be greater than zero and at most one day.</value>
    public TimeSpan LeaseTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Gets or sets the clock for waiting.</summary>
    /// <value>The default is the system's clock.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// Gets or sets the command that starts this program, without secrets. An error message that asks to run the program as another user
    /// contains it: <c>sudo -u alerts &lt;command&gt;</c>.
    /// </summary>
    /// <value>
    /// The default is <see langword="null"/>: the path of the program without its arguments, because arguments may be secrets.
    /// </value>
    public string? Command { get; set; }

    /// <summary>
    /// Gets or sets the factory of the logger, which receives the permissions that were changed when the store was opened. The category is
    /// <c>OAuthMail.Storage</c>.
    /// </summary>
    /// <value>The default is <see langword="null"/>: nothing is logged.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    internal void Validate()
    {
        var errors = new OptionErrors();
        errors.CheckTimeout(nameof(LeaseTimeout), LeaseTimeout, TimeSpan.FromDays(1));
        errors.CheckNotNull(nameof(TimeProvider), TimeProvider);
        errors.ThrowIfAny("the token store");
    }
}
