using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OAuthMail.Errors;
using OAuthMail.Storage;

namespace OAuthMail.AccountStates;

/// <summary>
/// Stores the states of accounts as their logins succeed and fail. A change of the status is recorded under the lease of the state,
/// together with a notice, so that one of all processes that see the change reports it.
/// </summary>
internal sealed class StateRecorder(
    AccountActivity activity, ITokenStore store, NoticeDispatcher notices, TimeProvider clock, ILoggerFactory? loggerFactory = null)
    : BackgroundService
{
    /// <summary>How long a temporary failure is not reported.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>How long the end of the application waits until the last outcomes are stored.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = SafeLogger.Create(loggerFactory, StatesLog.Category);

    /// <summary>Stores the outcomes that are left: a program that ends after one failure must not lose it.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        if (ExecuteTask is { IsCompleted: false }) return;
        using var limit = new TimeLimit(TimeProvider.System, StopLimit, cancellationToken);
        await RecordWaitingAsync(limit.Token).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await activity.Outcomes.WaitToReadAsync(stoppingToken).ConfigureAwait(false))
            {
                await RecordWaitingAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The application stops.
        }
    }

    private async Task RecordWaitingAsync(CancellationToken cancellationToken)
    {
        // An outcome whose recording is canceled stays first.
        while (!cancellationToken.IsCancellationRequested && activity.Outcomes.TryPeek(out var outcome))
        {
            try
            {
                await RecordAsync(outcome, cancellationToken).WaitOrAbandonAsync(clock, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // The next outcome of the account is recorded, although it may be the same.
                activity.Forget(outcome.Side);
                StatesLog.NotRecorded(_logger, outcome.Side.Account.Name, FailureText.Detail(failure));
            }

            activity.Outcomes.TryRead(out _);
        }
    }

    private async Task RecordAsync(AccountOutcome outcome, CancellationToken cancellationToken)
    {
        var key = outcome.Side.StateKey;
        var now = clock.GetUtcNow();
        var lease = await store.AcquireAsync(key, cancellationToken).ConfigureAwait(false);
        await using var held = lease.ConfigureAwait(false);
        var before = StoredState.FromRecord(lease.Current?.Record);
        var isSame = before is not null && before.Status == outcome.Status;
        var hasChanged = !isSame || before!.ProblemCode != outcome.Problem?.Code;
        var after = new StoredState
        {
            Status = outcome.Status,
            Since = isSame ? before!.Since : now,
            LastSuccess = outcome.Status == MailAccountStatus.Connected ? now : before?.LastSuccess,
            ProblemCode = outcome.Problem?.Code,
            Detail = outcome.Detail,

            // A later failure without a challenge does not end it.
            Claims = outcome.Claims ?? (isSame ? before!.Claims : null),
            IsReported = isSame && before!.IsReported,
            Changes = before?.Changes ?? 0,
        };
        var kind = KindOf(before, after, hasChanged, outcome.Problem, now);
        if (hasChanged || kind is not null) after.Changes++;
        after.IsReported |= kind is not null;

        // The notice is stored first. If the process ends before the state is stored, the next failure makes the same notice again.
        if (kind is { } reported)
        {
            await notices.AddAsync(Create(outcome, reported, before, after, now), cancellationToken).ConfigureAwait(false);
        }

        await lease.WriteAsync(after.ToRecord(), cancellationToken).ConfigureAwait(false);
    }

    private static NoticeRecord Create(
        AccountOutcome outcome, MailAccountNoticeKind kind, StoredState? before, StoredState after, DateTimeOffset now)
    {
        var (account, protocol) = (outcome.Side.Account.Name, outcome.Side.Protocol);
        return new NoticeRecord
        {
            Id = string.Join("-", account, protocol?.ToString() ?? "all", after.Changes.ToString(CultureInfo.InvariantCulture)),
            NoticeKind = kind,
            Account = account,
            Protocol = protocol,
            CreatedAt = now,
            State = after,
            PreviousStatus = before?.Status,
        };
    }

    /// <summary>
    /// Returns the kind of notice for a change, or <see langword="null"/> if it is not reported. A temporary failure is
    /// reported when it has lasted for a while. That an account can log in is reported only after a problem or a sign-in.
    /// </summary>
    private static MailAccountNoticeKind? KindOf(
        StoredState? before, StoredState after, bool hasChanged, Problem? problem, DateTimeOffset now)
    {
        switch (after.Status)
        {
            case MailAccountStatus.SignInRequired:
                return after.IsReported ? null : MailAccountNoticeKind.SignInRequired;
            case MailAccountStatus.Failing:
                var isNew = !after.IsReported || (hasChanged && problem?.Kind != ProblemKind.Transient);
                var isLasting = problem?.Kind != ProblemKind.Transient || now - after.Since >= Patience;
                return isNew && isLasting ? MailAccountNoticeKind.Failing : null;
            case MailAccountStatus.Connected when before is not null && before.Status != MailAccountStatus.Connected:
                return before.Status != MailAccountStatus.Failing || before.IsReported ? MailAccountNoticeKind.Connected : null;
            default:
                return null;
        }
    }
}
