using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using OAuthMail.EntityFrameworkCore.Database;
using OAuthMail.EntityFrameworkCore.Model;

namespace OAuthMail.EntityFrameworkCore.Outbox;

// The states of a message, and who changes them. Each claim has an identity, which all statements of its process compare.
//
//  from                | to       | when
//  --------------------+----------+---------------------------------------------------------------------------------------------
//  Waiting             | Claimed  | a process takes the message (ClaimAsync)
//  Claimed             | Sending  | the process is about to transfer it (BeginTransferAsync)
//  Claimed, Sending    | Waiting  | it was certainly not sent: try again (RetryAsync), or the application stops (ReleaseAsync)
//  Claimed, Sending    | Failed   | it was certainly not sent, and a retry does not help (FailAsync, RetryAsync)
//  Claimed, Sending    | Sent     | a server has accepted it (RecordSentAsync)
//  Sending             | Unknown  | no reply arrived (RecordUnknownAsync)
//  Claimed, expired    | Waiting  | the process has ended before the transfer (ReturnAbandonedAsync)
//  Sending, expired    | Unknown  | the process has ended during the transfer (MarkAbandonedAsync)
//  Unknown, same claim | Sent, Failed, Waiting | the process was only cut off, and reports the outcome
//  Waiting, same claim | Sent     | the same, after a user has decided to send the message again, and before that has happened

/// <summary>
/// The statements of the sender. Each is a single statement in its own transaction, and has no further effect if it is repeated.
/// <see cref="DateTime.UtcNow"/> in a query is the database's clock.
/// </summary>
internal sealed class OutboxTable(DatabaseAccess database, MailOutboxOptions options)
{
    private const int PageSize = 500;

    /// <summary>The time limit in seconds of statements that many messages wait for.</summary>
    private const int ShortTimeout = 3;

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
            OutboxModel.Require(context);
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
    /// Returns the next account in the database's order that has a message which can be sent now, or <see langword="null"/> if there is
    /// none. An index makes this independent of the number of messages.
    /// </summary>
    public Task<string?> FindDueAccountAsync(string after, CancellationToken cancellationToken) => database.RunAsync(
        "Reading the outbox",
#pragma warning disable CA1309 // Entity Framework translates no ordinal comparison. The database compares and orders by the same rule.
        (context, cancellation) => Rows(context).AsNoTracking()
            .Where(row => row.State == MailOutboxState.Waiting && string.Compare(row.Account, after) > 0)
            .Where(row => row.DueAt == null || row.DueAt <= DateTime.UtcNow)
            .OrderBy(row => row.Account).Select(row => (string?)row.Account).FirstOrDefaultAsync(cancellation),
#pragma warning restore CA1309
        cancellationToken);

    /// <summary>
    /// Claims messages, and returns those that no other process has claimed. A row that a transaction of the application has locked makes
    /// the statement time out soon.
    /// </summary>
    public Task<List<ClaimedMail>> ClaimAsync(List<Guid> ids, Guid claim, CancellationToken cancellationToken) =>
        database.RunAsync(
            "Claiming messages of the outbox",
            async (context, cancellation) =>
            {
                using var limit = new ShortCommands(context, ShortTimeout);
                await Rows(context).Where(row => ids.Contains(row.Id) && row.State == MailOutboxState.Waiting)
                    .ExecuteUpdateAsync(
                        set => set.SetProperty(row => row.State, MailOutboxState.Claimed)
                            .SetProperty(row => row.ClaimedBy, claim)
                            .SetProperty(row => row.ClaimExpiresAt, row => DateTime.UtcNow.AddSeconds(_claimSeconds))
                            .SetProperty(row => row.UpdatedAt, row => DateTime.UtcNow),
                        cancellation).ConfigureAwait(false);

                // A statement that the provider has repeated changes no row, although the rows are claimed.
                return await Rows(context).AsNoTracking()
                    .Where(row => ids.Contains(row.Id) && row.ClaimedBy == claim && row.State == MailOutboxState.Claimed)
                    .OrderBy(row => row.CreatedAt)
                    .Select(row => new ClaimedMail(
                        row.Id, claim, row.Account, row.MessageId, row.Sender, row.Recipients, row.Content, row.Size, row.Attempts))
                    .ToListAsync(cancellation).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Records that messages may have been sent from now on.</summary>
    /// <returns>The messages that still belong to this process. The others must not be sent.</returns>
    public Task<List<Guid>> BeginTransferAsync(List<BegunMail> mails) => ChangeManyAsync(
        mails,
        (rows, cancellation) => rows.ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, MailOutboxState.Sending)
                .SetProperty(row => row.ClaimExpiresAt, row => DateTime.UtcNow.AddSeconds(_claimSeconds))
                .SetProperty(row => row.UpdatedAt, row => DateTime.UtcNow),
            cancellation),
        MailOutboxState.Sending, MailOutboxState.Claimed);

    /// <summary>Extends the claims on messages.</summary>
    public Task ExtendAsync(IReadOnlyCollection<IOutboxItem> mails, CancellationToken cancellationToken)
    {
        var (ids, claims) = Identify(mails);
        return database.RunAsync(
            "Extending the claims on the outbox",
            (context, cancellation) => Mine(Rows(context), ids, claims, MailOutboxState.Claimed, MailOutboxState.Sending)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.ClaimExpiresAt, row => DateTime.UtcNow.AddSeconds(_claimSeconds)), cancellation),
            cancellationToken);
    }

    /// <summary>Lets a message wait again, as if there had been no attempt.</summary>
    /// <returns>Whether the message belonged to this process.</returns>
    public Task<bool> ReleaseAsync(IOutboxItem mail, CancellationToken cancellationToken) => ChangeAsync(
        mail, MailOutboxState.Waiting,
        (rows, cancellation) => rows.ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, MailOutboxState.Waiting)
                .SetProperty(row => row.Problem, row => row.State == MailOutboxState.Unknown ? null : row.Problem)
                .SetProperty(row => row.Failure, row => row.State == MailOutboxState.Unknown ? null : row.Failure)
                .SetProperty(row => row.ClaimExpiresAt, (DateTime?)null)
                .SetProperty(row => row.UpdatedAt, row => DateTime.UtcNow),
            cancellation),
        cancellationToken);

    /// <summary>Records that a server has accepted messages.</summary>
    /// <returns>The messages that belonged to this process.</returns>
    public Task<List<Guid>> RecordSentAsync(List<SentMail> mails)
    {
        var by = ValueOfRow.Create(
            mails.ConvertAll(mail => (mail.Id, StoredText.Clean(mail.By, MailOutboxRowConfiguration.MaximumAccountLength))));
        var reply = ValueOfRow.Create(
            mails.ConvertAll(mail => (mail.Id, StoredText.Clean(mail.Reply, MailOutboxRowConfiguration.MaximumReplyLength))));
        return ChangeManyAsync(
            mails,
            (rows, cancellation) => rows.ExecuteUpdateAsync(
                set =>
                {
                    End(set, MailOutboxState.Sent, null, null);
                    set.SetProperty(row => row.SentAt, row => DateTime.UtcNow)
                        .SetProperty(row => row.SentBy, by)
                        .SetProperty(row => row.ServerReply, reply);
                    if (!options.KeepContent) set.SetProperty(row => row.Content, (byte[]?)null);
                },
                cancellation),
            MailOutboxState.Sent, MailOutboxState.Claimed, MailOutboxState.Sending, MailOutboxState.Unknown, MailOutboxState.Waiting);
    }

    /// <summary>Records that a server may have accepted a message.</summary>
    /// <returns>Whether the message belonged to this process.</returns>
    public Task<bool> RecordUnknownAsync(IOutboxItem mail, string problem, string failure, CancellationToken cancellationToken) =>
        ChangeAsync(
            mail, MailOutboxState.Unknown,
            (rows, cancellation) => rows.ExecuteUpdateAsync(
                set => End(set, MailOutboxState.Unknown, problem, failure), cancellation),
            cancellationToken);

    /// <summary>Records that a message was not sent, and that there is no further attempt.</summary>
    /// <returns>Whether the message belonged to this process.</returns>
    public Task<bool> FailAsync(IOutboxItem mail, string? problem, string failure, CancellationToken cancellationToken) => ChangeAsync(
        mail, MailOutboxState.Failed,
        (rows, cancellation) => rows.ExecuteUpdateAsync(set => End(set, MailOutboxState.Failed, problem, failure), cancellation),
        cancellationToken);

    /// <summary>Records that a message was not sent. It fails if its time is over, and otherwise waits for the next attempt.</summary>
    /// <returns>The new state, or <see langword="null"/> if the message did not belong to this process.</returns>
    public async Task<MailOutboxState?> RetryAsync(
        IOutboxItem mail, string? problem, string failure, TimeSpan delay, CancellationToken cancellationToken)
    {
        if (options.RetryFor == TimeSpan.Zero)
        {
            return await FailAsync(mail, problem, failure, cancellationToken).ConfigureAwait(false) ? MailOutboxState.Failed : null;
        }

        var ended = await ChangeAsync(
            mail, MailOutboxState.Failed,
            (rows, cancellation) => rows.Where(row => row.GiveUpAt != null && row.GiveUpAt <= DateTime.UtcNow)
                .ExecuteUpdateAsync(set => End(set, MailOutboxState.Failed, problem, failure), cancellation),
            cancellationToken).ConfigureAwait(false);
        if (ended) return MailOutboxState.Failed;

        var delaySeconds = Math.Ceiling(delay.TotalSeconds);
        var retrySeconds = options.RetryFor.TotalSeconds;
        var waits = await ChangeAsync(
            mail, MailOutboxState.Waiting,
            (rows, cancellation) => rows.ExecuteUpdateAsync(
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

    /// <summary>Returns messages whose process has ended while it transferred them.</summary>
    public Task<List<AbandonedMail>> FindAbandonedAsync(CancellationToken cancellationToken) => database.RunAsync(
        "Looking for interrupted transfers in the outbox",
        (context, cancellation) => Abandoned(context).AsNoTracking().OrderBy(row => row.Id).Take(PageSize)
            .Select(row => new AbandonedMail(row.Id, row.Account, row.MessageId)).ToListAsync(cancellation),
        cancellationToken);

    /// <summary>
    /// Marks a message as unknown whose process has ended while it transferred the message. The row keeps the claim, so that the process
    /// can report the outcome if it was only cut off.
    /// </summary>
    /// <returns>Whether this call has marked it.</returns>
    public async Task<bool> MarkAbandonedAsync(Guid id, CancellationToken cancellationToken) => await database.RunAsync(
        "Marking a message of the outbox as unknown",
        (context, cancellation) => Abandoned(context).Where(row => row.Id == id).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, MailOutboxState.Unknown)
                .SetProperty(row => row.Problem, Problems.DeliveryUnknown.Code)
                .SetProperty(row => row.Failure, "The process ended, or was cut off from the database, during the transfer.")
                .SetProperty(row => row.Attempts, row => row.Attempts + 1)
                .SetProperty(row => row.UpdatedAt, row => DateTime.UtcNow),
            cancellation),
        cancellationToken).ConfigureAwait(false) > 0;

    /// <summary>Returns messages that are no longer kept.</summary>
    public Task<List<Guid>> FindOldAsync(Guid after, CancellationToken cancellationToken)
    {
        List<MailOutboxState> ended = [MailOutboxState.Sent, MailOutboxState.Canceled];
        List<MailOutboxState> undecided = [MailOutboxState.Failed, MailOutboxState.Unknown];
        var (keepsEnded, keepsUndecided) = (options.KeepSent is null, options.KeepFailed is null);
        var endedSeconds = -(options.KeepSent ?? TimeSpan.Zero).TotalSeconds;
        var undecidedSeconds = -(options.KeepFailed ?? TimeSpan.Zero).TotalSeconds;
        return database.RunAsync(
            "Looking for old messages of the outbox",
            (context, cancellation) => Rows(context).AsNoTracking()
                .Where(row => (!keepsEnded && ended.Contains(row.State) && row.UpdatedAt < DateTime.UtcNow.AddSeconds(endedSeconds))
                    || (!keepsUndecided && undecided.Contains(row.State)
                        && row.UpdatedAt < DateTime.UtcNow.AddSeconds(undecidedSeconds)))
                .Where(row => row.Id.CompareTo(after) > 0)
                .OrderBy(row => row.Id).Select(row => row.Id).Take(PageSize).ToListAsync(cancellation),
            cancellationToken);
    }

    /// <summary>Deletes messages that have an outcome.</summary>
    public Task DeleteAsync(List<Guid> ids, CancellationToken cancellationToken)
    {
        List<MailOutboxState> open = [MailOutboxState.Waiting, MailOutboxState.Claimed, MailOutboxState.Sending];
        return database.RunAsync(
            "Deleting old messages of the outbox",
            (context, cancellation) => Rows(context).Where(row => ids.Contains(row.Id) && !open.Contains(row.State))
                .ExecuteDeleteAsync(cancellation),
            cancellationToken);
    }

    private static IQueryable<MailOutboxRow> Rows(DbContext context) => context.Set<MailOutboxRow>().IgnoreQueryFilters();

    private static IQueryable<MailOutboxRow> Abandoned(DbContext context) =>
        Rows(context).Where(row => row.State == MailOutboxState.Sending && row.ClaimExpiresAt < DateTime.UtcNow);

    private static IQueryable<MailOutboxRow> Mine(
        IQueryable<MailOutboxRow> rows, List<Guid> ids, List<Guid?> claims, params List<MailOutboxState> states) =>
        rows.Where(row => ids.Contains(row.Id) && claims.Contains(row.ClaimedBy) && states.Contains(row.State));

    private static (List<Guid> Ids, List<Guid?> Claims) Identify<TItem>(IReadOnlyCollection<TItem> mails)
        where TItem : IOutboxItem =>
        ([.. mails.Select(mail => mail.Id)], [.. mails.Select(mail => (Guid?)mail.Claim).Distinct()]);

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

    /// <summary>
    /// Changes a message of this process that is being sent, or whose outcome counts as unknown. Its state may already be the new one,
    /// because the statement may have been executed although its result was lost.
    /// </summary>
    private async Task<bool> ChangeAsync(
        IOutboxItem mail, MailOutboxState state, Func<IQueryable<MailOutboxRow>, CancellationToken, Task<int>> change,
        CancellationToken cancellationToken)
    {
        var (ids, claims) = Identify([mail]);
        return await database.RunAsync(
            "Recording the outcome of a message",
            (context, cancellation) => change(
                Mine(
                    Rows(context), ids, claims, MailOutboxState.Claimed, MailOutboxState.Sending, MailOutboxState.Unknown, state),
                cancellation),
            cancellationToken).ConfigureAwait(false) > 0;
    }

    /// <summary>Changes messages, and returns those that have the new state now.</summary>
    private Task<List<Guid>> ChangeManyAsync<TItem>(
        List<TItem> mails, Func<IQueryable<MailOutboxRow>, CancellationToken, Task<int>> change, MailOutboxState state,
        params MailOutboxState[] from)
        where TItem : IOutboxItem
    {
        var (ids, claims) = Identify(mails);
        return database.RunAsync(
            "Recording the progress of messages",
            async (context, cancellation) =>
            {
                using var limit = new ShortCommands(context, ShortTimeout);
                var changed = await change(Mine(Rows(context), ids, claims, [.. from, state]), cancellation).ConfigureAwait(false);
                return changed == ids.Count
                    ? ids
                    : await Mine(Rows(context).AsNoTracking(), ids, claims, state).Select(row => row.Id).ToListAsync(cancellation)
                        .ConfigureAwait(false);
            },
            CancellationToken.None);
    }
}
