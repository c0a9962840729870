using OAuthMail.Tests;

namespace OAuthMail.MailKit.Tests.Delivery;

/// <summary>Programs that block on a send on a thread with a synchronization context.</summary>
public sealed class BlockedSendTests : SenderTest
{
    [Fact]
    public void Every_method_can_be_waited_for_on_a_blocked_thread()
    {
        BlockedThread.Run(() =>
        {
            Assert.Equal(1, BlockedThread.Wait(SendAsync("over a new connection")).Attempts);
            Assert.Equal(1, BlockedThread.Wait(SendAsync("over the same")).Attempts);
            Host.Smtp.CutConnections();
            Assert.Equal(1, BlockedThread.Wait(Sender.SendAsync(Account, NewMessage("over another"))).Attempts);
            Clock.Advance(TimeSpan.FromSeconds(16));
            Assert.Equal(1, BlockedThread.Wait(Sender.SendAsync(Account, NewMessage("after a question"), null)).Attempts);
            Assert.True(BlockedThread.Wait(DoneAsync(Sender.DisposeAsync().AsTask())));
        });
        Assert.Equal(4, Bob.Inbox.Messages.Count);
    }

    private static async Task<bool> DoneAsync(Task task)
    {
        await task.ConfigureAwait(false);
        return true;
    }
}
