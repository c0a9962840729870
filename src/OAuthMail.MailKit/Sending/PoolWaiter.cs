namespace OAuthMail.MailKit.Sending;

/// <summary>Somebody who waits for a turn. Whoever takes it out of the queue, under the pool's lock, completes it.</summary>
internal sealed class PoolWaiter(object owner) : TaskCompletionSource<PoolTurn>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public object Owner { get; } = owner;
}
