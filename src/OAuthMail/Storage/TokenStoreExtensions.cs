using System.Runtime.CompilerServices;
using OAuthMail.Storage;

namespace OAuthMail;

/// <summary>Extension methods for token stores.</summary>
public static class TokenStoreExtensions
{
    /// <summary>
    /// Lists the records whose keys start with a prefix. A store that does not implement <see cref="IPrefixTokenStore"/> reads all
    /// records for it.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="prefix">The prefix, such as <c>sign-in-</c>. An empty prefix lists all records. Case matters.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>The records.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="store"/> or <paramref name="prefix"/> is <see langword="null"/>.
    /// </exception>
    /// <exception cref="TokenStoreException">A record or the store cannot be read.</exception>
    public static IAsyncEnumerable<TokenStoreEntry> ListByPrefixAsync(
        this ITokenStore store, string prefix, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(prefix);
        return store is IPrefixTokenStore indexed
            ? indexed.ListAsync(prefix, cancellationToken)
            : FilterAsync(store, prefix, cancellationToken);
    }

    /// <summary>
    /// Calls a function for each stored record. Use it instead of <see cref="ITokenStore.ListAsync"/> in languages without
    /// <c>await foreach</c>.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="callback">The function, which is called for one record after the other.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>A task that completes after the last call.</returns>
    /// <exception cref="ArgumentNullException">
    /// <paramref name="store"/> or <paramref name="callback"/> is <see langword="null"/>.
    /// </exception>
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

    private static async IAsyncEnumerable<TokenStoreEntry> FilterAsync(
        ITokenStore store, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var entry in store.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (entry.Key.Value.StartsWith(prefix, StringComparison.Ordinal)) yield return entry;
        }
    }
}
