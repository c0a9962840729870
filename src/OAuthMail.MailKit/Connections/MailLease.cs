using OAuthMail.MailKit.Connections;

namespace OAuthMail.MailKit;

/// <summary>
/// A MailKit client that is connected and logged in, for one caller at a time: MailKit's clients are not thread-safe. Dispose the lease
/// after use. Don't dispose it during a call on the client, because that call might never return.
/// </summary>
/// <typeparam name="TClient">The type of the client.</typeparam>
public sealed class MailLease<TClient> : IAsyncDisposable, IDisposable
    where TClient : class, IMailService
{
    private static readonly TimeSpan DisconnectTimeout = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _clock;
    private TClient? _client;

    /// <summary>Creates a lease. Use it in your own <see cref="IMailClientFactory"/>, such as a decorator or a test double.</summary>
    /// <param name="client">The client. The lease owns it from now on. It need not be connected.</param>
    /// <param name="account">The account that the client is logged in for.</param>
    /// <param name="timeProvider">
    /// The clock that limits <see cref="DisposeAsync"/>, or <see langword="null"/> for the system's.
    /// </param>
    /// <param name="tokenExpiresAt">
    /// The time at which the access token of the login expires, or <see langword="null"/> if that is unknown.
    /// </param>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="client"/> or <paramref name="account"/> is <see langword="null"/>.
    /// </exception>
    public MailLease(TClient client, MailAccount account, TimeProvider? timeProvider = null, DateTimeOffset? tokenExpiresAt = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(account);
        _client = client;
        _clock = timeProvider ?? TimeProvider.System;
        Account = account;
        TokenExpiresAt = tokenExpiresAt;
    }

    /// <summary>Gets the client.</summary>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    public TClient Client => _client ?? throw new ObjectDisposedException(GetType().Name);

    /// <summary>Gets the account that the client is logged in for.</summary>
    public MailAccount Account { get; }

    /// <summary>
    /// Gets the time at which the access token of the login expires, or <see langword="null"/> if the login used a password or the time is
    /// unknown. Servers may close the connection then.
    /// </summary>
    public DateTimeOffset? TokenExpiresAt { get; }

    /// <summary>Gets the token that the server accepted at the login, or <see langword="null"/> if it isn't known.</summary>
    internal AccessToken? Token { get; init; }

    /// <summary>
    /// Sends QUIT or LOGOUT, waits for the reply for at most five seconds, and closes the connection. Further calls have no effect.
    /// </summary>
    /// <returns>A task that completes when the connection is closed. It doesn't fail.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _client, null) is not { } client) return;
        await GracefulDisconnect.RunAsync(client, DisconnectTimeout, _clock).ConfigureAwait(false);
        GracefulDisconnect.Dispose(client);
    }

    /// <summary>
    /// Closes the connection without a QUIT or LOGOUT, which would have to wait for the server. Further calls have no effect.
    /// </summary>
    /// <remarks>
    /// Messages that a POP3 client has marked for deletion stay on the server, because only QUIT deletes them (RFC 1939 section 6).
    /// </remarks>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _client, null) is { } client) GracefulDisconnect.Dispose(client);
    }
}
