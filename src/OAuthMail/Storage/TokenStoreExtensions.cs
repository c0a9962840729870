using OAuthMail.Storage;

namespace OAuthMail;

/// <summary>Extension methods for token stores.</summary>
public static class TokenStoreExtensions
{
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
}
