using Microsoft.Extensions.Logging;

namespace OAuthMail.Microsoft;

/// <summary>What Microsoft's accounts have beside the options of every account.</summary>
public sealed class MicrosoftOptions
{
    /// <summary>Where MSAL's log messages go, under the category <c>OAuthMail.Microsoft.Msal</c>, without personal data: its narration at the level Debug.</summary>
    /// <value>Nowhere by default.</value>
    public ILoggerFactory? LoggerFactory { get; set; }
}
