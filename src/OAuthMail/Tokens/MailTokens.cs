using Microsoft.Extensions.Logging.Abstractions;
using OAuthMail.Storage;
using OAuthMail.Tokens;

namespace OAuthMail;

/// <summary>
/// Keeps tokens fresh: it makes an <see cref="IAccessTokenProvider"/> of every <see cref="ITokenSource"/>. Make one for the
/// whole program; providers of the same one share tokens, so that many mailboxes of one registration make one token request.
/// </summary>
public sealed class MailTokens : IDisposable
{
    private readonly AccessTokenCache _entries;
    private readonly TokenMetrics _metrics;

    /// <summary>Sets up the lifecycle.</summary>
    /// <param name="options">
    /// Where tokens are kept, the clock, the log; null takes the defaults: memory, the system's clock, no log.
    /// </param>
    /// <exception cref="MailConfigurationException">An option is out of range.</exception>
    public MailTokens(MailTokensOptions? options = null)
    {
        options ??= new MailTokensOptions();
        var lifecycle = options.Lifecycle?.Clone() ?? new TokenLifecycleOptions();
        lifecycle.Validate();
        Clock = options.TimeProvider ?? TimeProvider.System;
        Store = options.Store ?? new MemoryTokenStore(Clock);
        _metrics = new TokenMetrics();
        var logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger("OAuthMail.Tokens");
        _entries = new AccessTokenCache(Store, Clock, lifecycle, logger, _metrics);
    }

    /// <summary>Where tokens are kept.</summary>
    public ITokenStore Store { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Makes the provider that callers hold.</summary>
    /// <param name="source">What makes the tokens.</param>
    /// <returns>A provider that is safe for any number of threads. It needs no disposal of its own.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is null.</exception>
    public IAccessTokenProvider From(ITokenSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new AccessTokenProvider(source, _entries);
    }

    /// <summary>Drops what memory holds of a token whose record was replaced or removed.</summary>
    internal void Forget(TokenKey key) => _entries.Get(key).Forget();

    /// <summary>
    /// Ends the renewals that are under way; providers fail from now on. A refresh token that is being exchanged is given two seconds to
    /// arrive and to be stored: the server may have ended the one before.
    /// </summary>
    public void Dispose()
    {
        _entries.Dispose();
        _metrics.Dispose();
    }
}
