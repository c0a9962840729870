using Microsoft.Extensions.Logging;

namespace OAuthMail.Microsoft;

/// <summary>Options of <see cref="MicrosoftTokens"/>.</summary>
public sealed class MicrosoftTokensOptions
{
    /// <summary>Gets or sets the provider, which defines the cloud.</summary>
    /// <value>The default is <see cref="MailProviders.Microsoft365"/>.</value>
    public MailProvider? Provider { get; set; }

    /// <summary>Gets or sets the token lifecycle. The caller disposes it.</summary>
    /// <value>
    /// The default is an instance that all providers without this option share. It keeps tokens in memory until the program ends.
    /// </value>
    public MailTokens? Tokens { get; set; }

    /// <summary>Gets or sets the HTTP transport to Microsoft. The caller disposes it.</summary>
    /// <value>
    /// The default is an instance that all providers without this option share. <see cref="OAuthHttp.Create"/> creates it.
    /// </value>
    public OAuthHttp? Http { get; set; }

    /// <summary>
    /// Gets or sets the factory of the logger that receives MSAL's log messages, without personal data. The category is
    /// <c>OAuthMail.Microsoft.Msal</c>.
    /// </summary>
    /// <value>The default is no log.</value>
    public ILoggerFactory? LoggerFactory { get; set; }
}
