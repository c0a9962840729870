using OAuthMail.MailKit.Connections;

namespace OAuthMail.MailKit;

/// <summary>
/// A MailKit client, connected and logged in, for one user at a time: MailKit's clients are not thread-safe. Dispose it when done, and
/// not in the midst of a call on the client, which might never end then; the client says goodbye to the server and is disposed with the
/// lease.
/// </summary>
/// <typeparam name="TClient">The kind of client.</typeparam>
public sealed class MailLease<TClient> : IAsyncDisposable, IDisposable
    where TClient : class, IMailService
{
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _clock;
    private TClient? _client;

    /// <summary>
    /// Makes a lease, for an <see cref="IMailClientFactory"/> of your own: one that wraps ours, or stands in for it in a test.
    /// </summary>
    /// <param name="client">The client. The lease owns it from now on; it need not be connected.</param>
    /// <param name="account">The account that it is logged in for.</param>
    /// <param name="timeProvider">The clock by which the goodbye is limited; null for the system's.</param>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> or <paramref name="account"/> is null.</exception>
    public MailLease(TClient client, MailAccount account, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(account);
        _client = client;
        _clock = timeProvider ?? TimeProvider.System;
        Account = account;
    }

    /// <summary>The client.</summary>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    public TClient Client => _client ?? throw new ObjectDisposedException(GetType().Name);

    /// <summary>The account that it is logged in for.</summary>
    public MailAccount Account { get; }

    /// <summary>Says goodbye to the server, for five seconds at most, and closes the connection. A second time does nothing.</summary>
    /// <returns>A task that ends when the connection is closed; it does not fail.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _client, null) is not { } client) return;
        await ClientGoodbye.SayAsync(client, Goodbye, _clock).ConfigureAwait(false);
        client.Dispose();
    }

    /// <summary>Closes the connection without a goodbye, which would have to wait for the server. A second time does nothing.</summary>
    /// <remarks>What a POP3 client has marked for deletion stays on the server: only a goodbye deletes it (RFC 1939 section 6).</remarks>
    public void Dispose() => Interlocked.Exchange(ref _client, null)?.Dispose();
}
