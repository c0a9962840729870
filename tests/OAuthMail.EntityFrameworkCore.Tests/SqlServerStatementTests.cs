using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using OAuthMail.EntityFrameworkCore.Database;
using OAuthMail.EntityFrameworkCore.Outbox;
using OAuthMail.EntityFrameworkCore.Tokens;

namespace OAuthMail.EntityFrameworkCore.Tests;

/// <summary>The statements for SQL Server, which are generated without a server.</summary>
public class SqlServerStatementTests
{
    private readonly Recorder _recorder = new();
    private readonly TokenTable _table;
    private readonly OutboxTable _outbox;

    public SqlServerStatementTests()
    {
        var database = new DatabaseAccess(() =>
        {
            var context = Create();
            return new ContextHandle(context, context);
        });
        _table = new TokenTable(database, TimeSpan.FromSeconds(30));
        _outbox = new OutboxTable(database, new MailOutboxOptions());
    }

    [Fact]
    public void Key_is_compared_as_bytes_by_the_primary_key()
    {
        using var context = Create();
        var script = context.Database.GenerateCreateScript();
        Assert.Contains("[Key] varbinary(160) NOT NULL", script, StringComparison.Ordinal);
        Assert.Contains("PRIMARY KEY ([Key])", script, StringComparison.Ordinal);
        Assert.Contains("[Data] varbinary(max) NULL", script, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lease_is_taken_by_one_statement_with_the_servers_clock()
    {
        await _table.TakeAsync("key", Guid.NewGuid(), Guid.NewGuid(), CancellationToken.None);
        var statement = Assert.Single(_recorder.Statements);
        Assert.Contains("[o].[LeaseExpiresAt] = DATEADD(second, CAST(@", statement, StringComparison.Ordinal);
        Assert.Contains("AS int), GETUTCDATE())", statement, StringComparison.Ordinal);
        Assert.Contains("[o].[LeaseExpiresAt] < GETUTCDATE()", statement, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_compares_version_and_owner_in_one_statement()
    {
        await _table.WriteAsync("key", Guid.NewGuid(), "one", "two", [1], CancellationToken.None);
        var statement = Assert.Single(_recorder.Statements);
        Assert.StartsWith("UPDATE", statement, StringComparison.Ordinal);
        Assert.Contains("[o].[Version] = @version", statement, StringComparison.Ordinal);
        Assert.Contains("[o].[LeaseOwner] = @owner", statement, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prefix_is_a_range_of_the_primary_key()
    {
        await _table.ReadPageAsync("refresh-", null, CancellationToken.None);
        var statement = Assert.Single(_recorder.Statements);
        Assert.Contains("[o].[Key] >= @start AND [o].[Key] < @end", statement, StringComparison.Ordinal);
        Assert.Contains("ORDER BY [o].[Key]", statement, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_is_claimed_by_one_statement_with_the_servers_clock()
    {
        await _outbox.ClaimAsync([Guid.NewGuid(), Guid.NewGuid()], Guid.NewGuid(), CancellationToken.None);
        Assert.Equal(2, _recorder.Statements.Count);
        var claim = _recorder.Statements[0];
        Assert.StartsWith("UPDATE", claim, StringComparison.Ordinal);
        Assert.Contains("[o].[State] = 'Waiting'", claim, StringComparison.Ordinal);
        Assert.Contains("GETUTCDATE()", claim, StringComparison.Ordinal);
        Assert.Contains("[o].[ClaimedBy] = @claim", _recorder.Statements[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outcome_of_a_message_compares_state_and_process()
    {
        var mails = Enumerable.Range(0, 20).Select(_ => new SentMail(Guid.NewGuid(), Guid.NewGuid(), "alerts", "queued as 1")).ToList();
        await _outbox.RecordSentAsync(mails);
        Assert.Contains("[o].[ServerReply] = CASE", _recorder.Statements[0], StringComparison.Ordinal);
        Assert.DoesNotContain("queued as 1", _recorder.Statements[0], StringComparison.Ordinal);
        await _outbox.RetryAsync(mails[0], "busy", "failed", TimeSpan.FromMinutes(1), CancellationToken.None);
        await _outbox.ReleaseAsync(mails[0], CancellationToken.None);
        await _outbox.ExtendAsync(mails, CancellationToken.None);
        await _outbox.FindAbandonedAsync(CancellationToken.None);
        await _outbox.MarkAbandonedAsync(mails[0].Id, CancellationToken.None);
        await _outbox.ReadDueAsync(10, "alerts", true, CancellationToken.None);
        await _outbox.FindDueAccountAsync("", CancellationToken.None);
        await _outbox.ReturnAbandonedAsync(CancellationToken.None);
        await _outbox.FindOldAsync(Guid.NewGuid(), CancellationToken.None);
        await _outbox.DeleteAsync([mails[0].Id], CancellationToken.None);
        Assert.All(
            _recorder.Statements.Where(statement => statement.StartsWith("UPDATE", StringComparison.Ordinal)).Take(2),
            statement =>
            {
                Assert.Contains("[o].[ClaimedBy] ", statement, StringComparison.Ordinal);
                Assert.Contains("[o].[State] IN (", statement, StringComparison.Ordinal);
            });
    }

    private MailDbContext Create() => new(new DbContextOptionsBuilder<MailDbContext>()
        .UseSqlServer("Server=127.0.0.1,1").AddInterceptors(_recorder, new NoConnection()).Options);

    private sealed class Recorder : DbCommandInterceptor
    {
        public List<string> Statements { get; } = [];

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Statements.Add(command.CommandText);
            return new(InterceptionResult<int>.SuppressWithResult(1));
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            Statements.Add(command.CommandText);
            return new(InterceptionResult<DbDataReader>.SuppressWithResult(new System.Data.DataTable().CreateDataReader()));
        }
    }

    private sealed class NoConnection : DbConnectionInterceptor
    {
        public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result,
            CancellationToken cancellationToken = default) => new(InterceptionResult.Suppress());
    }
}
