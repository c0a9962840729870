using Microsoft.Extensions.Logging;

namespace OAuthMail.Microsoft;

/// <summary>What <see cref="MicrosoftTokens"/> works with.</summary>
public sealed class MicrosoftTokensOptions
{
    /// <summary>The cloud.</summary>
    /// <value><see cref="MailProviders.Microsoft365"/> by default.</value>
    public MailProvider? Provider { get; set; }

    /// <summary>The lifecycle of the tokens. It stays the caller's to dispose.</summary>
    /// <value>By default one that all providers made without it share, with its tokens in memory, for as long as the program runs.</value>
    public MailTokens? Tokens { get; set; }

    /// <summary>How Microsoft is reached. It stays the caller's to dispose.</summary>
    /// <value>By default one that all providers made without it share, as <see cref="OAuthHttp.Create"/> makes it.</value>
    public OAuthHttp? Http { get; set; }

    /// <summary>Where MSAL's log messages go, under the category <c>OAuthMail.Microsoft.Msal</c>, without personal data.</summary>
    /// <value>Nowhere by default.</value>
    public ILoggerFactory? LoggerFactory { get; set; }
}
