using OAuthMail.Storage;
using OAuthMail.Tokens;

namespace OAuthMail;

/// <summary>
/// Caches and renews access tokens. Creates an <see cref="IAccessTokenProvider"/> for each <see cref="ITokenSource"/>. Create one instance
/// for the whole program: its providers share tokens, so that the mailboxes of one application need one token request.
/// </summary>
public sealed class MailTokens : IDisposable
{
    private readonly AccessTokenCache _cache;
    private readonly TokenMetrics _metrics;

    /// <summary>Creates an empty cache.</summary>
    /// <param name="options">
    /// The options, or <see langword="null"/> for the defaults: tokens in memory only, the system's clock, no log.
    /// </param>
    /// <exception cref="MailConfigurationException">An option is out of range.</exception>
    public MailTokens(MailTokensOptions? options = null)
    {
        options ??= new MailTokensOptions();
        var lifecycle = options.Lifecycle?.Clone() ?? new TokenLifecycleOptions();
        lifecycle.Validate();
        Clock = options.TimeProvider ?? TimeProvider.System;
        Store = options.Store ?? new MemoryTokenStore(Clock);
        _metrics = new TokenMetrics(options.MeterFactory);
        var logger = SafeLogger.Create(options.LoggerFactory, "OAuthMail.Tokens");
        _cache = new AccessTokenCache(Store, Clock, lifecycle, logger, _metrics);
    }

    /// <summary>Gets the token store.</summary>
    public ITokenStore Store { get; }

    /// <summary>Gets the clock.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Creates a provider for a token source.</summary>
    /// <param name="source">The source that issues the tokens.</param>
    /// <returns>A provider that is safe for use by any number of threads. It does not need to be disposed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="source"/> is <see langword="null"/>.</exception>
    public IAccessTokenProvider From(ITokenSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new AccessTokenProvider(source, _cache);
    }

    /// <summary>Removes a token from memory after its stored record was replaced or deleted.</summary>
    internal void Forget(TokenKey key) => _cache.Get(key).Forget();

    /// <summary>
    /// Cancels running renewals. Providers fail from now on. A request that may return a new refresh token has two seconds to complete and
    /// to be stored, because the server may already have invalidated the previous refresh token.
    /// </summary>
    public void Dispose()
    {
        _cache.Dispose();
        _metrics.Dispose();
    }
}
