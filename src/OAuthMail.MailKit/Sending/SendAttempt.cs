using Microsoft.Extensions.Logging;
using OAuthMail.MailKit.Connections;

namespace OAuthMail.MailKit.Sending;

/// <summary>One attempt: a turn of the pool, a connection that is good, and the message over it.</summary>
internal sealed class SendAttempt(ClientMaker maker, MailSenderOptions options, SendMetrics metrics, ILogger logger)
{
    /// <summary>Waits for a turn and sends the message.</summary>
    /// <param name="pool">The pool for the route.</param>
    /// <param name="route">The way.</param>
    /// <param name="envelope">The message.</param>
    /// <param name="waiting">Ends the wait for a turn.</param>
    /// <param name="working">Ends what comes after it.</param>
    public async Task<SendOutcome> RunAsync(
        SmtpPool pool, SendRoute route, MessageEnvelope envelope, CancellationToken waiting, CancellationToken working)
    {
        var turn = await pool.EnterAsync(route.Owner, waiting).ConfigureAwait(false);
        try
        {
            SendOutcome outcome;
            try
            {
                await CheckAsync(turn, route, working).ConfigureAwait(false);
                outcome = await SubmitAsync(turn, route, envelope, working).ConfigureAwait(false);
            }
            catch (OAuthMailException failure) when (failure is not MailDeliveryUnknownException)
            {
                outcome = SendFailures.OfSession(failure);
            }

            turn.IsExcess = outcome.Failure?.Problem == Problems.TooManyConnections;
            return outcome;
        }
        finally
        {
            pool.Leave(turn);
            if (turn.IsExcess) SendLog.LimitLowered(logger, route.Server, route.Name, pool.Limit);
        }
    }

    /// <summary>Gives up a connection that was idle and is not good any more.</summary>
    private async Task CheckAsync(PoolTurn turn, SendRoute route, CancellationToken cancellationToken)
    {
        if (turn.Connection is not { } connection) return;
        if (ReferenceEquals(connection.Owner, route.Owner) && connection.IsGood(options))
        {
            if (connection.IdleTime <= options.CheckAfter) return;
            if (await StandsAsync(turn, connection, cancellationToken).ConfigureAwait(false)) return;
            SendLog.Replaced(logger, route.Name, route.Server, "it does not stand any more");
            Drop(turn);
            return;
        }

        SendLog.Replaced(logger, route.Name, route.Server, "it has served its time");
        turn.Connection = null;
        if (await connection.CloseAsync().ConfigureAwait(false)) metrics.Closed();
    }

    private async Task<bool> StandsAsync(PoolTurn turn, PooledConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.StandsAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Drop(turn);
            throw;
        }
    }

    private async Task<SendOutcome> SubmitAsync(
        PoolTurn turn, SendRoute route, MessageEnvelope envelope, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (turn.Connection is null)
            {
                turn.Connection = await route.OpenAsync(maker, cancellationToken).ConfigureAwait(false);
                metrics.Opened();
                SendLog.Opened(logger, route.Name, route.Server);
            }

            var isUsed = turn.Connection.Messages > 0;
            var outcome = await SubmitOnceAsync(turn, turn.Connection, route, envelope, cancellationToken).ConfigureAwait(false);

            // The new connection is not used, so this happens once.
            if (!isUsed || outcome.Failure is not { IsStale: true }) return outcome;
            SendLog.Replaced(logger, route.Name, route.Server, outcome.Failure.Exception.Detail);
        }
    }

    private async Task<SendOutcome> SubmitOnceAsync(
        PoolTurn turn, PooledConnection connection, SendRoute route, MessageEnvelope envelope, CancellationToken cancellationToken)
    {
        var isGood = false;
        try
        {
            turn.HasBegun = true;
            using var limit = maker.Clock.CreateCancellationTokenSource(options.TransferTimeout);
            var outcome = await Submission.RunAsync(
                connection.Client, route, envelope, limit.Token, cancellationToken).ConfigureAwait(false);
            connection.Count();

            // A refused recipient is the message's affair; after anything else the next message gets another connection.
            isGood = connection.Client.IsConnected && outcome.Failure is null or { ConcernsServer: false };
            return outcome;
        }
        catch when (connection.Client.MessageFailure is not null)
        {
            // The server has not heard of a message that cannot be read.
            isGood = connection.Client.IsConnected;
            throw;
        }
        finally
        {
            if (!isGood) Drop(turn);
        }
    }

    private void Drop(PoolTurn turn)
    {
        if (turn.Connection is { } connection && connection.Drop()) metrics.Closed();
        turn.Connection = null;
    }
}
