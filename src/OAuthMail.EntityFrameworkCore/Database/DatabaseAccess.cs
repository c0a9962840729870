using System.Transactions;
using Microsoft.EntityFrameworkCore;

namespace OAuthMail.EntityFrameworkCore.Database;

/// <summary>
/// Runs each operation with a new context, outside of the caller's transactions: a lease and a rotated refresh token must be visible to
/// other processes at once, and must not be rolled back with the caller's work.
/// </summary>
internal sealed class DatabaseAccess(Func<ContextHandle> open)
{
    private const int MaximumAttempts = 5;

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
        var handle = open();
        await using (handle.ConfigureAwait(false))
        {
            var result = await action(handle.Context, cancellationToken).ConfigureAwait(false);
            noTransaction.Complete();
            return result;
        }
    }
}
