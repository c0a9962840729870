using OAuthMail.Storage;

namespace OAuthMail.Testing;

/// <summary>One requirement of <see cref="ITokenStore"/>, as a test without a test framework.</summary>
public sealed class TokenStoreContractCase
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Func<Func<TimeSpan, Task<ITokenStore>>, Task> _run;

    internal TokenStoreContractCase(string name, Func<Func<TimeSpan, Task<ITokenStore>>, Task> run)
    {
        Name = name;
        _run = run;
    }

    /// <summary>Gets the name, which states the requirement, such as <c>Record_is_read_as_it_was_written</c>.</summary>
    public string Name { get; }

    /// <summary>Runs the case. It takes less than a second for most stores.</summary>
    /// <param name="openAsync">
    /// Opens the store with a lease time-out. At the first call of a case, the store must be empty. Further calls of the same case must
    /// return a store with the same records: another instance, if the store can be opened more than once.
    /// </param>
    /// <param name="cancellationToken">Stops the wait for the case.</param>
    /// <returns>A task that completes if the store fulfills the requirement.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="openAsync"/> is <see langword="null"/>.</exception>
    /// <exception cref="TokenStoreContractException">The store does not fulfill the requirement.</exception>
    /// <exception cref="TimeoutException">The case has not ended after two minutes.</exception>
    public Task RunAsync(Func<TimeSpan, Task<ITokenStore>> openAsync, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(openAsync);
        return Task.Run(() => _run(openAsync), cancellationToken).WaitAsync(Patience, cancellationToken);
    }

    /// <summary>Returns the name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
