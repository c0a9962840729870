using Microsoft.Extensions.Logging;
using OAuthMail.MailKit.Pooling;

namespace OAuthMail.MailKit.Delivery;

/// <summary>
/// One attempt to deliver a message: it waits for a connection of the pool, opens one if necessary, and sends the message.
/// </summary>
internal sealed class DeliveryAttempt(
    IMailClientFactory factory, MailSenderOptions options, TimeProvider clock, SendMetrics metrics, ILogger logger)
{
    /// <summary>Waits for a connection and sends the message.</summary>
    /// <param name="pool">The pool of the route.</param>
    /// <param name="route">The route.</param>
    /// <param name="envelope">The message.</param>
    /// <param name="stopping">Cancels the wait for a connection.</param>
    /// <param name="aborting">Cancels everything after it.</param>
    public async Task<DeliveryResult> RunAsync(
        SmtpPool pool, DeliveryRoute route, MessageEnvelope envelope, CancellationToken stopping, CancellationToken aborting)
    {
        var lease = await pool.RentAsync(route.Identity, stopping).ConfigureAwait(false);
        try
        {
            DeliveryResult result;
            try
            {
                if (route.IsGraph)
                {
                    await envelope.BeforeTransferAsync(aborting).ConfigureAwait(false);
                    lease.HasBegunMessage = true;
                    result = await options.RequireGraph(route.Account).SendAsync(
                        route, envelope, options.TransferTimeout, aborting).ConfigureAwait(false);
                }
                else
                {
                    await CheckIdleConnectionAsync(lease, route, aborting).ConfigureAwait(false);
                    result = await SendAsync(lease, route, envelope, aborting).ConfigureAwait(false);
                }
            }
            catch (OAuthMailException failure) when (failure is not MailDeliveryUnknownException && failure != envelope.CallerFailure)
            {
                result = DeliveryFailures.FromSession(failure);
            }

            lease.WasConnectionRejected = result.Failure?.Problem == Problems.TooManyConnections;
            return result;
        }
        finally
        {
            pool.Return(lease);
            if (lease.WasConnectionRejected) SendLog.LimitLowered(logger, route.Server, route.Name, pool.CurrentLimit);
        }
    }

    /// <summary>Closes an idle connection that can't be used again.</summary>
    private async Task CheckIdleConnectionAsync(PoolLease lease, DeliveryRoute route, CancellationToken cancellationToken)
    {
        if (lease.Connection is not { } connection) return;
        if (ReferenceEquals(connection.Identity, route.Identity) && connection.IsReusable(options.MaxMessagesPerConnection))
        {
            if (connection.IdleTime <= options.CheckAfter) return;
            if (await IsAliveAsync(lease, connection, cancellationToken).ConfigureAwait(false)) return;
            SendLog.Replaced(logger, route.Name, route.Server, "the server no longer replies on it");
            Abort(lease);
            return;
        }

        SendLog.Replaced(logger, route.Name, route.Server, "it can't be used again");
        lease.Connection = null;
        if (await connection.CloseAsync().ConfigureAwait(false)) metrics.Closed();
    }

    private async Task<bool> IsAliveAsync(PoolLease lease, PooledConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return await connection.IsAliveAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Abort(lease);
            throw;
        }
    }

    private async Task<DeliveryResult> SendAsync(
        PoolLease lease, DeliveryRoute route, MessageEnvelope envelope, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (lease.Connection is null)
            {
                lease.Connection = await route.OpenAsync(factory, clock, cancellationToken).ConfigureAwait(false);
                metrics.Opened();
                SendLog.Opened(logger, route.Name, route.Server);
            }

            var isReused = lease.Connection.Messages > 0;
            var result = await SendOnceAsync(lease, lease.Connection, route, envelope, cancellationToken).ConfigureAwait(false);

            // Only a reused connection can be stale, so this happens at most once.
            if (!isReused || result.Failure is not { IsStaleConnection: true }) return result;
            SendLog.Replaced(logger, route.Name, route.Server, result.Failure.Exception.Detail);
        }
    }

    private async Task<DeliveryResult> SendOnceAsync(
        PoolLease lease, PooledConnection connection, DeliveryRoute route, MessageEnvelope envelope, CancellationToken cancellationToken)
    {
        var canBeKept = false;
        var transaction = new SmtpTransaction(connection.Client, route, envelope);
        try
        {
            await envelope.BeforeTransferAsync(cancellationToken).ConfigureAwait(false);
            lease.HasBegunMessage = true;
            using var limit = new TimeLimit(clock, options.TransferTimeout, cancellationToken);
            var result = await transaction.RunAsync(limit, cancellationToken).ConfigureAwait(false);
            connection.CountMessage();

            // After a failure of the message itself the connection is kept; after any other failure the next message gets a new one.
            canBeKept = connection.Client.IsConnected && result.Failure is null or { ConcernsServer: false };
            return result;
        }
        catch when (transaction.HasMessageFailure || envelope.CallerFailure is not null)
        {
            canBeKept = connection.Client.IsConnected;
            throw;
        }
        finally
        {
            if (!canBeKept) Abort(lease);
        }
    }

    private void Abort(PoolLease lease)
    {
        if (lease.Connection is { } connection && connection.Abort()) metrics.Closed();
        lease.Connection = null;
    }
}
