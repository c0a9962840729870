using MimeKit;
using OAuthMail.Testing;

namespace OAuthMail.MailKit.Tests.Watching;

/// <summary>
/// As <see cref="ImapWatchPropertyTests"/>, over POP3 and with deletions: each message is delivered once, and deletions take effect.
/// </summary>
public class Pop3WatchPropertyTests : WatchTest
{
    private const int Messages = 40;
    private static readonly TimeSpan Poll = TimeSpan.FromMinutes(5);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 8)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Every_message_is_delivered_once_and_deleted_despite_random_failures(int seed)
    {
        var chance = new Random(seed);
        var seen = new List<string>();
        string? kept = null;
        var arriving = Task.Run(() => DisturbAsync(new Random(seed + 1000)));
        while (seen.Count < Messages)
        {
            var from = kept is null ? Pop3Position.Beginning : Pop3Position.Parse(kept);
            var watch = Begin(Watcher.WatchPop3Async(Account, new Pop3WatchOptions { From = from, Retry = Retry }));
            for (var lives = chance.Next(1, 20); lives > 0 && seen.Count < Messages; lives--)
            {
                var arrival = await NextAsync(watch, Poll);
                using (var message = await GetMessageAsync(arrival)) seen.Add(message.Subject!);
                if (chance.Next(4) != 0) await PassAsync(arrival.DeleteAsync(), Poll);
                kept = arrival.Position.ToString();
            }

            await watch.DisposeAsync();
        }

        await arriving;
        Assert.Equal(Enumerable.Range(1, Messages).Select(i => $"Number {i}"), seen);

        // One more session performs the deletions of the lost ones.
        Host.Pop3.Faults.Clear();
        var last = Pop3Position.Parse(kept!);
        var standing = last.Seen.Except(last.Deleted).Count();
        var next = Begin(Watcher.WatchPop3Async(Account, new Pop3WatchOptions { From = last, Retry = Retry })).MoveNextAsync().AsTask();
        await UntilAsync(() => Pauses.TimeToNextTimer == Poll);
        Assert.False(next.IsCompleted);
        Assert.Equal(standing, Inbox.Messages.Count);
    }

    /// <summary>
    /// Fetches a message. If the connection was cut twice, the watch has taken the message for a damaged one, and a second call gets it.
    /// </summary>
    private async Task<MimeMessage> GetMessageAsync(Pop3Arrival arrival)
    {
        try
        {
            return await PassAsync(arrival.GetMessageAsync(), Poll);
        }
        catch (MailServerException unreadable) when (unreadable.Problem == Problems.MessageUnreadable)
        {
            return await PassAsync(arrival.GetMessageAsync(), Poll);
        }
    }

    private async Task DisturbAsync(Random chance)
    {
        string[] commands = ["UIDL", "LIST", "RETR", "DELE", "QUIT"];
        for (var i = 1; i <= Messages; i++)
        {
            if (chance.Next(4) == 0) Host.Pop3.CutConnections();
            if (chance.Next(4) == 0) Host.Pop3.Faults.On(commands[chance.Next(commands.Length)], MailFault.Cut());
            Arrive($"Number {i}");
            for (var wait = chance.Next(200); wait > 0; wait--) await Task.Yield();
        }
    }
}
