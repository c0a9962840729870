using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using OAuthMail.Storage;

namespace OAuthMail;

/// <summary>Options of <see cref="MailTokens"/>.</summary>
public sealed class MailTokensOptions
{
    /// <summary>Gets or sets the store that keeps tokens between calls and shares them between processes.</summary>
    /// <value>The default is a store in memory, which is lost when the program ends.</value>
    public ITokenStore? Store { get; set; }

    /// <summary>Gets or sets the clock.</summary>
    /// <value>The default is the system's clock.</value>
    public TimeProvider? TimeProvider { get; set; }

    /// <summary>
    /// Gets or sets the factory of the logger. The category is <c>OAuthMail.Tokens</c>. No message contains a token or a secret.
    /// </summary>
    /// <value>The default is no log.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Gets or sets the factory of the meter <c>OAuthMail</c>.</summary>
    /// <value>The default is <see langword="null"/>: a meter that belongs to no factory.</value>
    public IMeterFactory? MeterFactory { get; set; }

    /// <summary>Gets or sets when and how tokens are renewed.</summary>
    public TokenLifecycleOptions Lifecycle { get; set; } = new TokenLifecycleOptions();
}
