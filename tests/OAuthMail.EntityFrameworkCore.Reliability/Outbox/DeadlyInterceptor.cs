using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace OAuthMail.EntityFrameworkCore.Reliability.Outbox;

/// <summary>Kills the process with SIGKILL before or after a certain command.</summary>
internal sealed class DeadlyInterceptor(int diesAt, bool before) : DbCommandInterceptor
{
    private int _begun;
    private int _ended;

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        Begin();
        return new(result);
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default)
    {
        Begin();
        return new(result);
    }

    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        End();
        return new(result);
    }

    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        End();
        return new(result);
    }

    private void Begin()
    {
        if (before && Interlocked.Increment(ref _begun) == diesAt) Die();
    }

    private void End()
    {
        if (!before && Interlocked.Increment(ref _ended) == diesAt) Die();
    }

    private static void Die()
    {
        Process.GetCurrentProcess().Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
