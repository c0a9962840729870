using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using OAuthMail.EntityFrameworkCore.Database;
using OAuthMail.EntityFrameworkCore.Model;

namespace OAuthMail.EntityFrameworkCore.Outbox;

// The states of a message, and who changes them:
//
//  from               | to       | when
//  -------------------+----------+----------------------------------------------------------------------------------------------
//  Waiting            | Claimed  | a process takes the message (ClaimAsync)
//  Claimed            | Sending  | the process is about to transfer it (BeginTransferAsync)
//  Claimed, Sending   | Waiting  | it was certainly not sent: try again (RetryAsync), or the application stops (ReleaseAsync)
//  Claimed, Sending   | Failed   | it was certainly not sent, and a retry does not help (FailAsync, RetryAsync)
//  Claimed, Sending   | Sent     | a server has accepted it (RecordSentAsync)
//  Sending            | Unknown  | no reply arrived (RecordUnknownAsync)
//  Claimed, expired   | Waiting  | the process has ended before the transfer (ReturnAbandonedAsync)
//  Sending, expired   | Unknown  | the process has ended during the transfer (MarkAbandonedAsync)
//  Unknown            | Sent     | the process was only cut off, and reports the outcome (RecordSentAsync)

/// <summary>
/// The statements of the sender. Each is a single statement in its own transaction, and has no further effect if it is repeated.
/// <see cref="DateTime.UtcNow"/> in a query is the database's clock.
/// </summary>
internal sealed class OutboxTable(DatabaseAccess database, MailOutboxOptions options)
{
    private const int PageSize = 500;

    private readonly double _claimSeconds = options.ClaimDuration.TotalSeconds;

    /// <summary>Returns messages that can be sent now: first those whose time has come, then the new ones, each the oldest first.</summary>
    /// <param name="maximum">The maximum number of messages.</param>
    /// <param name="account">The account, or <see langword="null"/> for all.</param>
    /// <param name="withRetries">Whether to return messages whose time has come, in addition to new ones.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public Task<List<DueMail>> ReadDueAsync(
        int maximum, string? account, bool withRetries, CancellationToken cancellationToken) => database.RunAsync(
        "Reading the outbox",
        async (context, cancellation) =>
        {
            var waiting = Rows(context).AsNoTracking().Where(row => row.State == MailOutboxState.Waiting);
            if (account is not null) waiting = waiting.Where(row => row.Account == account);
            var due = new List<DueMail>();
            if (withRetries)
            {
                due.AddRange(await waiting.Where(row => row.DueAt != null && row.DueAt <= DateTime.UtcNow).OrderBy(row => row.DueAt)
                    .Take(maximum).Select(row => new DueMail(row.Id, row.Account, row.Size))
                    .ToListAsync(cancellation).ConfigureAwait(false));
            }

            if (due.Count < maximum)
            {
                due.AddRange(await waiting.Where(row => row.DueAt == null).OrderBy(row => row.CreatedAt)
                    .Take(maximum - due.Count).Select(row => new DueMail(row.Id, row.Account, row.Size))
                    .ToListAsync(cancellation).ConfigureAwait(false));
            }

            return due;
        },
        cancellationToken);

    /// <summary>
    /// Returns the next account in the database's order that has waiting messages, or <see langword="null"/> if there is none. The index
    /// makes this independent of the number of messages.
    /// </summary>
    public Task<string?> FindWaitingAccountAsync(string after, CancellationToken cancellationToken) => database.RunAsync(
        "Reading the outbox",
#pragma warning disable CA1309 // Entity Framework translates no ordinal comparison. The database compares and orders by the same rule.
        (context, cancellation) => Rows(context).AsNoTracking()
            .Where(row => row.State == MailOutboxState.Waiting && string.Compare(row.Account, after) > 0)
            .OrderBy(row => row.Account).Select(row => (string?)row.Account).FirstOrDefaultAsync(cancellation),
#pragma warning restore CA1309
        cancellationToken);

    /// <summary>Claims messages, and returns those that no other process has claimed.</summary>
    public Task<List<ClaimedMail>> ClaimAsync(List<Guid> ids, Guid owner, CancellationToken cancellationToken) =>
        database.RunAsync(
            "Claiming messages of the outbox",
            async (context, cancellation) =>
            {
                await Rows(context).Where(row => ids.Contains(row.Id) && row.State == MailOutboxState.Waiting)
                    .ExecuteUpdateAsync(
                        set => set.SetProperty(row => row.State, MailOutboxState.Claimed)
                            .SetProperty(row => row.ClaimedBy, owner)
                            .SetProperty(row => row.ClaimExpiresAt, row => DateTime.UtcNow.AddSeconds(_claimSeconds))
                            .SetProperty(row => row.UpdatedAt, row => DateTime.UtcNow),
                        cancellation).ConfigureAwait(false);

                // A statement that the provider has repeated changes no row, although the rows are claimed.
                return await Rows(context).AsNoTracking()
                    .Where(row => ids.Contains(row.Id) && row.ClaimedBy == owner && row.State == MailOutboxState.Claimed)
                    .OrderBy(row => row.CreatedAt)
                    .Select(row => new ClaimedMail(
                        row.Id, row.Account, row.MessageId, row.Sender, row.Recipients, row.Content, row.Size, row.Attempts))
                    .ToListAsync(cancellation).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Records that messages may have been sent from now on.</summary>
    /// <returns>The messages that still belong to this process. The others must not be sent.</returns>
    public Task<List<Guid>> BeginTransferAsync(List<BegunMail> mails, Guid owner) => ChangeManyAsync(
        mails.ConvertAll(mail => mail.Id),
        (rows, ids, cancellation) => Mine(rows, ids, owner, MailOutboxState.Claimed, MailOutboxState.Sending).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, MailOutboxState.Sending)
                .SetProperty(row => row.ClaimExpiresAt, row => DateTime.UtcNow.AddSeconds(_claimSeconds))
                .SetProperty(row => row.UpdatedAt, row => DateTime.UtcNow),
            cancellation),
        owner, MailOutboxState.Sending);

    /// <summary>Extends the claims on messages.</summary>
    public Task ExtendAsync(List<Guid> ids, Guid owner, CancellationToken cancellationToken) => database.RunAsync(
        "Extending the claims on the outbox",
        (context, cancellation) => Rows(context)
            .Where(row => ids.Contains(row.Id) && row.ClaimedBy == owner)
            .Where(row => row.State == MailOutboxState.Claimed || row.State == MailOutboxState.Sending)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.ClaimExpiresAt, row => DateTime.UtcNow.AddSeconds(_claimSeconds)), cancellation),
        cancellationToken);

    /// <summary>Lets a message wait again, as if there had been no attempt.</summary>
    /// <returns>Whether the message belonged to this process.</returns>
    public Task<bool> ReleaseAsync(Guid id, Guid owner, CancellationToken cancellationToken) => ChangeAsync(
        (rows, cancellation) => Mine(rows, id, owner, MailOutboxState.Claimed, MailOutboxState.Sending).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, MailOutboxState.Waiting)
                .SetProperty(row => row.ClaimExpiresAt, (DateTime?)null)
                .SetProperty(row => row.UpdatedAt, row => DateTime.UtcNow),
            cancellation),
        cancellationToken);

    /// <summary>Records that a server has accepted messages.</summary>
    /// <returns>The messages that belonged to this process.</returns>
    public Task<List<Guid>> RecordSentAsync(List<SentMail> mails, Guid owner)
    {
        var by = ValueOfRow.Create(
            mails.ConvertAll(mail => (mail.Id, Cut(mail.By, MailOutboxRowConfiguration.MaximumAccountLength))));
        var reply = ValueOfRow.Create(
            mails.ConvertAll(mail => (mail.Id, Cut(mail.Reply, MailOutboxRowConfiguration.MaximumReplyLength))));
        return ChangeManyAsync(
            mails.ConvertAll(mail => mail.Id),
            (rows, ids, cancellation) => Mine(
                rows, ids, owner, MailOutboxState.Claimed, MailOutboxState.Sending, MailOutboxState.Unknown, MailOutboxState.Sent)
                .ExecuteUpdateAsync(
                    set =>
                    {
                        End(set, MailOutboxState.Sent, null, null);
                        set.SetProperty(row => row.SentAt, row => DateTime.UtcNow)
                            .SetProperty(row => row.SentBy, by)
                            .SetProperty(row => row.ServerReply, reply);
                        if (!options.KeepContent) set.SetProperty(row => row.Content, (byte[]?)null);
                    },
                    cancellation),
            owner, MailOutboxState.Sent);
    }

    /// <summary>Records that a server may have accepted a message.</summary>
    /// <returns>Whether the message belonged to this process.</returns>
    public Task<bool> RecordUnknownAsync(
        Guid id, Guid owner, string problem, string failure, CancellationToken cancellationToken) => ChangeAsync(
        (rows, cancellation) => Mine(
            rows, id, owner, MailOutboxState.Claimed, MailOutboxState.Sending, MailOutboxState.Unknown)
            .ExecuteUpdateAsync(set => End(set, MailOutboxState.Unknown, problem, failure), cancellation),
        cancellationToken);

    /// <summary>Records that a message was not sent, and that there is no further attempt.</summary>
    /// <returns>Whether the message belonged to this process.</returns>
    public Task<bool> FailAsync(Guid id, Guid owner, string? problem, string failure, CancellationToken cancellationToken) => ChangeAsync(
        (rows, cancellation) => Mine(rows, id, owner, MailOutboxState.Claimed, MailOutboxState.Sending, MailOutboxState.Failed)
            .ExecuteUpdateAsync(set => End(set, MailOutboxState.Failed, problem, failure), cancellation),
        cancellationToken);

    /// <summary>Records that a message was not sent. It fails if its time is over, and otherwise waits for the next attempt.</summary>
    /// <returns>The new state, or <see langword="null"/> if the message did not belong to this process.</returns>
    public async Task<MailOutboxState?> RetryAsync(
        Guid id, Guid owner, string? problem, string failure, TimeSpan delay, CancellationToken cancellationToken)
    {
        if (options.RetryFor == TimeSpan.Zero)
        {
            return await FailAsync(id, owner, problem, failure, cancellationToken).ConfigureAwait(false) ? MailOutboxState.Failed : null;
        }

        var ended = await ChangeAsync(
            (rows, cancellation) => Mine(rows, id, owner, MailOutboxState.Claimed, MailOutboxState.Sending, MailOutboxState.Failed)
                .Where(row => row.GiveUpAt != null && row.GiveUpAt <= DateTime.UtcNow)
                .ExecuteUpdateAsync(set => End(set, MailOutboxState.Failed, problem, failure), cancellation),
            cancellationToken).ConfigureAwait(false);
        if (ended) return MailOutboxState.Failed;

        var delaySeconds = Math.Ceiling(delay.TotalSeconds);
        var retrySeconds = options.RetryFor.TotalSeconds;
        var waits = await ChangeAsync(
            (rows, cancellation) => Mine(
                rows, id, owner, MailOutboxState.Claimed, MailOutboxState.Sending, MailOutboxState.Waiting).ExecuteUpdateAsync(
                set =>
                {
                    End(set, MailOutboxState.Waiting, problem, failure);
                    set.SetProperty(row => row.DueAt, row => DateTime.UtcNow.AddSeconds(delaySeconds))
                        .SetProperty(row => row.GiveUpAt, row => row.GiveUpAt ?? DateTime.UtcNow.AddSeconds(retrySeconds));
                },
                cancellation),
            cancellationToken).ConfigureAwait(false);
        return waits ? MailOutboxState.Waiting : null;
    }

    /// <summary>Lets messages wait again whose process has ended before it transferred them.</summary>
    /// <returns>Their number.</returns>
    public Task<int> ReturnAbandonedAsync(CancellationToken cancellationToken) => database.RunAsync(
        "Returning claimed messages of the outbox",
        (context, cancellation) => Rows(context)
            .Where(row => row.State == MailOutboxState.Claimed && row.ClaimExpiresAt < DateTime.UtcNow)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.State, MailOutboxState.Waiting)
                    .SetProperty(row => row.ClaimedBy, (Guid?)null)
                    .SetProperty(row => row.ClaimExpiresAt, (DateTime?)null)
                    .SetProperty(row => row.UpdatedAt, row => DateTime.UtcNow),
                cancellation),
        cancellationToken);

    /// <summary>
    /// Marks messages as unknown whose process has ended while it transferred them. The process keeps its claim, so that it can report the
    /// outcome if it was only cut off.
    /// </summary>
    /// <returns>The messages that this call has marked.</returns>
    public Task<List<AbandonedMail>> MarkAbandonedAsync(CancellationToken cancellationToken) => database.RunAsync(
        "Marking messages of the outbox as unknown",
        async (context, cancellation) =>
        {
            var abandoned = Rows(context).Where(row => row.State == MailOutboxState.Sending && row.ClaimExpiresAt < DateTime.UtcNow);
            var found = await abandoned.AsNoTracking().Take(PageSize)
                .Select(row => new AbandonedMail(row.Id, row.Account, row.MessageId)).ToListAsync(cancellation).ConfigureAwait(false);
            var marked = new List<AbandonedMail>();
            foreach (var mail in found)
            {
                var changed = await abandoned.Where(row => row.Id == mail.Id).ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.State, MailOutboxState.Unknown)
                        .SetProperty(row => row.Problem, Problems.DeliveryUnknown.Code)
                        .SetProperty(row => row.Failure, "The process ended, or was cut off from the database, during the transfer.")
                        .SetProperty(row => row.Attempts, row => row.Attempts + 1)
                        .SetProperty(row => row.UpdatedAt, row => DateTime.UtcNow),
                    cancellation).ConfigureAwait(false);
                if (changed > 0) marked.Add(mail);
            }

            return marked;
        },
        cancellationToken);

    /// <summary>Deletes the rows that are no longer kept.</summary>
    public async Task DeleteOldAsync(CancellationToken cancellationToken)
    {
        if (options.KeepSent is { } sent)
        {
            await DeleteAsync([MailOutboxState.Sent, MailOutboxState.Canceled], sent, cancellationToken).ConfigureAwait(false);
        }

        if (options.KeepFailed is { } failed)
        {
            await DeleteAsync([MailOutboxState.Failed, MailOutboxState.Unknown], failed, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task DeleteAsync(List<MailOutboxState> states, TimeSpan age, CancellationToken cancellationToken)
    {
        var seconds = -age.TotalSeconds;
        for (var deleted = PageSize; deleted == PageSize;)
        {
            deleted = await database.RunAsync(
                "Deleting old messages of the outbox",
                async (context, cancellation) =>
                {
                    var old = Rows(context)
                        .Where(row => states.Contains(row.State) && row.UpdatedAt < DateTime.UtcNow.AddSeconds(seconds));
                    var ids = await old.AsNoTracking().Select(row => row.Id).Take(PageSize).ToListAsync(cancellation).ConfigureAwait(false);
                    return ids.Count == 0
                        ? 0
                        : await old.Where(row => ids.Contains(row.Id)).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
                },
                cancellationToken).ConfigureAwait(false);
        }
    }

    private static IQueryable<MailOutboxRow> Rows(DbContext context) => context.Set<MailOutboxRow>().IgnoreQueryFilters();

    /// <summary>
    /// Returns messages of this process in one of the states. They include the state that is to be set, because the statement may have been
    /// executed although its result was lost.
    /// </summary>
    private static IQueryable<MailOutboxRow> Mine(
        IQueryable<MailOutboxRow> rows, List<Guid> ids, Guid owner, params List<MailOutboxState> states) =>
        rows.Where(row => ids.Contains(row.Id) && row.ClaimedBy == owner && states.Contains(row.State));

    private static IQueryable<MailOutboxRow> Mine(
        IQueryable<MailOutboxRow> rows, Guid id, Guid owner, params List<MailOutboxState> states) =>
        rows.Where(row => row.Id == id && row.ClaimedBy == owner && states.Contains(row.State));

    /// <summary>
    /// Sets the result of an attempt. The claim ends, but the row keeps its process, so that a repeated statement finds its own effect.
    /// </summary>
    private static void End(
        UpdateSettersBuilder<MailOutboxRow> set, MailOutboxState state, string? problem,
        string? failure) => set
        .SetProperty(row => row.State, state)
        .SetProperty(row => row.Attempts, row => row.Attempts + 1)
        .SetProperty(row => row.Problem, problem)
        .SetProperty(row => row.Failure, failure)
        .SetProperty(row => row.ClaimExpiresAt, (DateTime?)null)
        .SetProperty(row => row.UpdatedAt, row => DateTime.UtcNow);

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];

    private async Task<bool> ChangeAsync(
        Func<IQueryable<MailOutboxRow>, CancellationToken, Task<int>> change, CancellationToken cancellationToken) =>
        await database.RunAsync(
            "Recording the outcome of a message", (context, cancellation) => change(Rows(context), cancellation),
            cancellationToken).ConfigureAwait(false) > 0;

    /// <summary>Changes messages, and returns those that have the new state now.</summary>
    private Task<List<Guid>> ChangeManyAsync(
        List<Guid> ids, Func<IQueryable<MailOutboxRow>, List<Guid>, CancellationToken, Task<int>> change, Guid owner,
        MailOutboxState state) =>
        database.RunAsync(
            "Recording the outcome of messages",
            async (context, cancellation) => await change(Rows(context), ids, cancellation).ConfigureAwait(false) == ids.Count
                ? ids
                : await Mine(Rows(context).AsNoTracking(), ids, owner, state).Select(row => row.Id).ToListAsync(cancellation)
                    .ConfigureAwait(false),
            CancellationToken.None);
}
