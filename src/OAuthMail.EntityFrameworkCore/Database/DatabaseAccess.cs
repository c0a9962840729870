using System.Transactions;
using Microsoft.EntityFrameworkCore;

namespace OAuthMail.EntityFrameworkCore.Database;

/// <summary>
/// Runs each operation with a new context, outside of the caller's transactions: a lease and a rotated refresh token must be visible to
/// other processes at once, and must not be rolled back with the caller's work.
/// </summary>
/// <param name="open">Opens a context.</param>
/// <param name="shared">A context to use for all operations instead, one at a time; or <see langword="null"/> to open one for each.</param>
internal sealed class DatabaseAccess(Func<ContextHandle> open, DbContext? shared = null)
{
    private const int MaximumAttempts = 5;

    /// <summary>Opens a context that can still be used when the container of the application has been disposed.</summary>
    /// <exception cref="TokenStoreException">The context cannot be created.</exception>
    public ContextHandle Open(string doing)
    {
        try
        {
            return open();
        }
        catch (Exception failure) when (failure is not OAuthMailException)
        {
            throw DatabaseErrors.Wrap(failure, doing);
        }
    }

    /// <summary>Uses one context for all operations.</summary>
    public DatabaseAccess With(DbContext context) => new(open, context);

    /// <summary>Runs an operation. Failures of the database are wrapped.</summary>
    /// <param name="doing">What is done, such as "Reading the record x", for the message of a failure.</param>
    /// <param name="action">The operation.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="TokenStoreException">The database failed.</exception>
    public async Task<T> RunAsync<T>(
        string doing, Func<DbContext, CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await RunOnceAsync(action, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                // Some providers report a cancellation as their own exception.
                throw new OperationCanceledException(cancellationToken);
            }
            catch (Exception failure) when (attempt < MaximumAttempts && DatabaseErrors.IsConflict(failure))
            {
                // The database has rolled back the statement, because its isolation level does not order it with another one.
            }
            catch (Exception failure) when (failure is not OAuthMailException)
            {
                throw DatabaseErrors.Wrap(failure, doing);
            }
        }
    }

    private async Task<T> RunOnceAsync<T>(Func<DbContext, CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        using var noTransaction = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        var handle = shared is null ? open() : null;
        try
        {
            var result = await action(handle?.Context ?? shared!, cancellationToken).ConfigureAwait(false);
            noTransaction.Complete();
            return result;
        }
        finally
        {
            if (handle is not null) await handle.DisposeAsync().ConfigureAwait(false);
        }
    }
}
