namespace OAuthMail.MailKit.Pooling;

/// <summary>
/// A caller that waits for a lease. Only the code that removes a waiter from the queue, under the pool's lock, may complete it.
/// </summary>
internal sealed class PoolWaiter(object identity) : TaskCompletionSource<PoolLease>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>Gets the identity that the caller's connection must be logged in as (<see cref="PooledConnection.Identity"/>).</summary>
    public object Identity { get; } = identity;
}
