namespace OAuthMail.Tokens;

/// <summary>
/// Holds a record that was acquired but could not be written. The next renewal of the same token writes it before it does anything else.
/// </summary>
internal sealed class DeferredWrite
{
    private UnsavedRecord? _record;

    /// <summary>Gets or sets the record, or <see langword="null"/> if there is none.</summary>
    public UnsavedRecord? Record
    {
        get => Volatile.Read(ref _record);
        set => Volatile.Write(ref _record, value);
    }

    /// <summary>
    /// Removes a record that was written or became obsolete. A record that was set in the meantime, by a response that came late, stays.
    /// </summary>
    public void Remove(UnsavedRecord record) => Interlocked.CompareExchange(ref _record, null, record);
}
