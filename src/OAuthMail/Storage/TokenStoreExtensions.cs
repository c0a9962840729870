using OAuthMail.Storage;

namespace OAuthMail;

/// <summary>What every token store can do.</summary>
public static class TokenStoreExtensions
{
    /// <summary>
    /// Calls back for everything that is kept: <see cref="ITokenStore.ListAsync"/> for languages without <c>await foreach</c>.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="callback">Called for one entry after the other.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>A task that ends when the last call has ended.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="store"/> or <paramref name="callback"/> is null.</exception>
    public static async Task ForEachAsync(
        this ITokenStore store, Func<TokenStoreEntry, CancellationToken, Task> callback, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(callback);
        await foreach (var entry in store.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            await callback(entry, cancellationToken).ConfigureAwait(false);
        }
    }
}
