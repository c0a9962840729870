using Microsoft.Extensions.Logging;

namespace OAuthMail.MailKit.Sending;

/// <summary>One message's way: attempts with its account, and then with the backups, until a server takes it or nothing is left.</summary>
internal sealed class SendWay(
    IMailAccounts accounts, SmtpPools pools, SendAttempt attempt, MailSenderOptions options, TimeProvider clock, SendMetrics metrics, ILogger logger,
    CancellationToken waiting, CancellationToken working)
{
    private readonly List<OAuthMailException> _failures = [];
    private int _attempts;

    public async Task<MailSendResult> RunAsync(SendRoute first, MessageEnvelope envelope)
    {
        for (var route = first; ;)
        {
            var backup = _failures.Count < accounts.All.Count + 1 ? route.GetBackup(accounts) : null;
            var outcome = await TryAsync(route, envelope, backup is not null).ConfigureAwait(false);
            if (outcome.Failure is not { } failure)
            {
                SendLog.Sent(logger, envelope.MessageId, route.Name, route.Server, _attempts, outcome.Reply);
                return new MailSendResult(
                    envelope.MessageId, route.Account.Name, route.Server, outcome.Reply, _attempts,
                    _failures.Count == 0 ? null : _failures[0]);
            }

            _failures.Add(failure.Exception);
            SendLog.Detail(logger, envelope.MessageId, route.Name, failure.Exception.Detail);
            if (backup is null || !failure.ConcernsServer) throw Combine();
            metrics.FailedOver(route.Account.Name, failure.Problem);
            SendLog.FailingOver(logger, route.Name, envelope.MessageId, failure.Problem.Code, backup.Name);
            route = backup;
        }
    }

    private async Task<SendOutcome> TryAsync(SendRoute route, MessageEnvelope envelope, bool hasBackup)
    {
        var schedule = new RetrySchedule(options, hasBackup);
        var pool = pools.Rent(route);
        try
        {
            for (var tried = 1; ; tried++)
            {
                _attempts++;
                var outcome = await attempt.RunAsync(pool, route, envelope, waiting, working).ConfigureAwait(false);
                if (outcome.Failure is not { } failure || schedule.Next(failure, tried) is not { } pause) return outcome;
                metrics.Retried(route.Account.Name, failure.Problem);
                SendLog.Retrying(logger, envelope.MessageId, route.Name, failure.Problem.Code, tried + 1, pause);
                SendLog.Detail(logger, envelope.MessageId, route.Name, failure.Exception.Detail);
                await clock.Delay(pause, waiting).ConfigureAwait(false);
            }
        }
        finally
        {
            pools.Return(pool);
        }
    }

    /// <summary>The account's own failure, with those of the backups in it.</summary>
    private OAuthMailException Combine()
    {
        var failure = _failures[_failures.Count - 1];
        for (var i = _failures.Count - 2; i >= 0; i--) failure = _failures[i].WithBackupFailure(failure);
        return failure;
    }
}
