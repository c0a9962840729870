namespace OAuthMail.Storage;

/// <summary>
/// A store that lists the records of one kind without reading all others. The kind is the start of a key, as
/// <see cref="TokenKey.Create"/> writes it. Pending sign-ins and notices are listed in this way. Of a store that does not implement this
/// interface, all records are read instead.
/// </summary>
public interface IPrefixTokenStore : ITokenStore
{
    /// <summary>
    /// Lists the records whose keys start with a prefix, in no particular order. If records cannot be read, all others are returned
    /// first; then the exception of the first unreadable record is thrown.
    /// </summary>
    /// <param name="prefix">The prefix, such as <c>sign-in-</c>. An empty prefix lists all records. Case matters.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>The records.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="prefix"/> is <see langword="null"/>.</exception>
    /// <exception cref="TokenStoreException">A record or the store cannot be read.</exception>
    IAsyncEnumerable<TokenStoreEntry> ListAsync(string prefix, CancellationToken cancellationToken = default);
}
