using Microsoft.Extensions.Logging;
using OAuthMail.MailKit.Pooling;

namespace OAuthMail.MailKit.Delivery;

// The outcome of each attempt decides what happens next. The rows are evaluated from top to bottom.
//
//  what happened                                                      | outcome    | next
//  -------------------------------------------------------------------+------------+---------------------------------------------------
//  2xx reply to the complete message                                  | accepted   | return the result
//  complete message sent; no reply, or one that isn't 2xx, 4xx or 5xx | unknown    | throw MailDeliveryUnknownException; never send again
//  the caller canceled before the complete message was sent           | canceled   | throw OperationCanceledException; not sent
//  the message can't be read (an attachment, for example)             | failed     | throw the reader's exception; not sent
//  MAIL shows that a reused connection was closed or logged out       | stale      | send at once over a new connection, once
//  token, connection or login failed: transient                       | retry      | same account after a delay; then fail over
//  token, connection or login failed: permanent                       | fail over  | next backup; without one, throw
//  MAIL, DATA or message rejected: transient 4xx; or connection lost  | retry      | same account after a delay; then fail over
//    before the complete message was sent                             |            |
//  MAIL, DATA or message rejected: the mailbox can't send             | fail over  | next backup; without one, throw
//    (sending limit, protocol disabled, account locked, ...)          |            |
//  RCPT rejected: transient 4xx                                       | retry      | same account after a delay; then throw
//  sender, recipient, size or content rejected                        | rejected   | throw; another server would reject it too
//
// SmtpTransaction recognizes the first two rows, DeliveryAttempt the stale connection, and DeliveryFailure distinguishes the others.
// RetrySchedule limits the attempts: with a backup to two, except while the server only throttles.

/// <summary>
/// Delivers one message: attempts with its account, and then with the backups, until a server accepts it or no route is left.
/// </summary>
internal sealed class MessageDelivery(
    IMailAccounts accounts, SmtpPools pools, DeliveryAttempt attempt, MailSenderOptions options, TimeProvider clock, SendMetrics metrics,
    ILogger logger, CancellationToken stopping, CancellationToken aborting)
{
    private readonly List<OAuthMailException> _failures = [];
    private int _attempts;

    public async Task<MailSendResult> RunAsync(DeliveryRoute first, MessageEnvelope envelope)
    {
        for (var route = first; ;)
        {
            // The number of accounts limits the chain, in case accounts are each other's backup.
            var backup = _failures.Count < accounts.All.Count + 1 ? route.GetBackup(accounts) : null;
            var result = await DeliverAsync(route, envelope, backup is not null).ConfigureAwait(false);
            if (result.Failure is not { } failure)
            {
                SendLog.Sent(logger, envelope.MessageId, route.Name, route.Server, _attempts, result.Reply);
                return new MailSendResult(
                    envelope.MessageId, route.Account.Name, route.Server, result.Reply, _attempts,
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

    /// <summary>Makes attempts over one route until one succeeds or no retry is left.</summary>
    private async Task<DeliveryResult> DeliverAsync(DeliveryRoute route, MessageEnvelope envelope, bool hasBackup)
    {
        var schedule = new RetrySchedule(options, hasBackup);
        var pool = pools.Acquire(route.PoolKey, route.MaxConnections, route.MessagesPerMinute);
        try
        {
            for (var made = 1; ; made++)
            {
                _attempts++;
                var result = await attempt.RunAsync(pool, route, envelope, stopping, aborting).ConfigureAwait(false);
                if (result.Failure is not { } failure || schedule.Next(failure, made) is not { } delay) return result;
                metrics.Retried(route.Account.Name, failure.Problem);
                SendLog.Retrying(logger, envelope.MessageId, route.Name, failure.Problem.Code, made + 1, delay);
                SendLog.Detail(logger, envelope.MessageId, route.Name, failure.Exception.Detail);
                await clock.Delay(delay, stopping).ConfigureAwait(false);
            }
        }
        finally
        {
            pools.Release(pool);
        }
    }

    /// <summary>Returns the failure of the account itself, which contains the failures of its backups.</summary>
    private OAuthMailException Combine()
    {
        var failure = _failures[_failures.Count - 1];
        for (var i = _failures.Count - 2; i >= 0; i--) failure = _failures[i].WithBackupFailure(failure);
        return failure;
    }
}
