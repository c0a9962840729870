using System.Security.Cryptography;
using System.Text;
using OAuthMail.Storage;

namespace OAuthMail.AspNetCore.Links;

/// <summary>
/// Links with which a mailbox is connected once, by a person who has no account in the application. They are kept in the token store, so
/// that a link is used once among all processes that share the store.
/// </summary>
internal sealed class ConnectLinks(ITokenStore store, TimeProvider clock)
{
    private const int MaximumLength = 128;

    /// <summary>Stores a link, and removes those that have expired.</summary>
    /// <param name="secret">The secret in the address of the link.</param>
    /// <param name="link">The link.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public async Task AddAsync(string secret, ConnectLink link, CancellationToken cancellationToken)
    {
        await RemoveExpiredAsync(cancellationToken).ConfigureAwait(false);
        var lease = await store.AcquireAsync(KeyOf(secret), cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        await lease.WriteAsync(link.ToRecord(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns a link, or <see langword="null"/> if it does not exist or has expired.</summary>
    public async Task<ConnectLink?> FindAsync(string secret, CancellationToken cancellationToken)
    {
        if (secret.Length is 0 or > MaximumLength) return null;
        return Parse(await store.ReadAsync(KeyOf(secret), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Reserves a link for a browser. A browser that has reserved it can begin again until the mailbox is connected.</summary>
    /// <returns>The link, or <see langword="null"/> if it was used, has expired, or belongs to another browser.</returns>
    public async Task<ConnectLink?> ReserveAsync(string secret, string browser, CancellationToken cancellationToken)
    {
        // The record is read first, because requests with invented secrets must not create a lock file each.
        if (!IsUsable(await FindAsync(secret, cancellationToken).ConfigureAwait(false), browser)) return null;
        var lease = await store.AcquireAsync(KeyOf(secret), cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        var link = Parse(lease.Current);
        if (link is null || !IsUsable(link, browser)) return null;
        if (link.Browser is not null) return link;
        link = link with { Browser = HashOf(browser) };
        await lease.WriteAsync(link.ToRecord(), cancellationToken).ConfigureAwait(false);
        return link;
    }

    /// <summary>
    /// Marks a link as used. The record remains until it expires, so that the page can say that the mailbox is connected.
    /// </summary>
    public async Task CompleteAsync(string secret, CancellationToken cancellationToken)
    {
        if (await FindAsync(secret, cancellationToken).ConfigureAwait(false) is null) return;
        var lease = await store.AcquireAsync(KeyOf(secret), cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        if (Parse(lease.Current) is not { } link) return;
        await lease.WriteAsync((link with { IsCompleted = true }).ToRecord(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns whether a browser can use a link.</summary>
    public static bool IsUsable(ConnectLink? link, string? browser) =>
        link is { IsCompleted: false }
        && (link.Browser is null || (browser is not null && Secrets.AreEqual(link.Browser, HashOf(browser))));

    private static TokenKey KeyOf(string secret) => TokenKey.Create("connect-link", secret);

    private static string HashOf(string browser) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(browser)));

    private ConnectLink? Parse(TokenStoreEntry? entry) =>
        entry is not null && ConnectLink.FromRecord(entry.Record) is { } link && clock.GetUtcNow() < link.ExpiresAt ? link : null;

    private async Task RemoveExpiredAsync(CancellationToken cancellationToken)
    {
        var expired = new List<TokenKey>();
        try
        {
            await foreach (var entry in store.ListAsync(cancellationToken).ConfigureAwait(false))
            {
                if (ConnectLink.FromRecord(entry.Record) is { } link && clock.GetUtcNow() >= link.ExpiresAt) expired.Add(entry.Key);
            }

            foreach (var key in expired)
            {
                var lease = await store.AcquireAsync(key, cancellationToken).ConfigureAwait(false);
                await using var held = lease.ConfigureAwait(false);
                await lease.DeleteAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (TokenStoreException)
        {
            // An unreadable record does not concern this link, and the account that needs it reports the error.
        }
    }
}
