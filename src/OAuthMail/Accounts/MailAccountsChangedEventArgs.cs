namespace OAuthMail;

/// <summary>Describes which accounts changed. A changed account is in both lists: once as it was, and once as it is.</summary>
public sealed class MailAccountsChangedEventArgs : EventArgs
{
    /// <summary>Initializes a new instance of the <see cref="MailAccountsChangedEventArgs"/> class.</summary>
    /// <param name="removed">The accounts that are no longer valid.</param>
    /// <param name="added">The accounts that are valid from now on.</param>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    public MailAccountsChangedEventArgs(IReadOnlyList<MailAccount> removed, IReadOnlyList<MailAccount> added)
    {
        ArgumentNullException.ThrowIfNull(removed);
        ArgumentNullException.ThrowIfNull(added);
        Removed = removed;
        Added = added;
    }

    /// <summary>Gets the accounts that are no longer valid: removed ones, and changed ones as they were.</summary>
    public IReadOnlyList<MailAccount> Removed { get; }

    /// <summary>Gets the accounts that are valid from now on: new ones, and changed ones as they are.</summary>
    public IReadOnlyList<MailAccount> Added { get; }
}
