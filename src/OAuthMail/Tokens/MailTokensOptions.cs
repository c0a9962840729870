using Microsoft.Extensions.Logging;
using OAuthMail.Storage;

namespace OAuthMail;

/// <summary>What a <see cref="MailTokens"/> works with.</summary>
public sealed class MailTokensOptions
{
    /// <summary>Where tokens are kept between calls and between processes.</summary>
    /// <value>Memory by default, which a restart loses.</value>
    public ITokenStore? Store { get; set; }

    /// <summary>The clock.</summary>
    /// <value>The system's by default.</value>
    public TimeProvider? TimeProvider { get; set; }

    /// <summary>Where log messages go, under the category <c>OAuthMail.Tokens</c>. None contains a token or a secret.</summary>
    /// <value>Nowhere by default.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>How tokens are kept fresh.</summary>
    public TokenLifecycleOptions Lifecycle { get; set; } = new TokenLifecycleOptions();
}
