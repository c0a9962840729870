using OAuthMail.Tests;

namespace OAuthMail.MailKit.Tests.Sending;

/// <summary>Programs that wait for a send on the thread of a form or a request.</summary>
public sealed class BlockedSendTests : SenderTest
{
    [Fact]
    public void Every_entry_may_be_waited_for()
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
