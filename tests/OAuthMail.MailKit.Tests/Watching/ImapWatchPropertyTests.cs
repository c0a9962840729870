using OAuthMail.Testing;

namespace OAuthMail.MailKit.Tests.Watching;

/// <summary>
/// Messages arrive and connections fail at random, the program restarts at random from the stored position, and every message is delivered
/// once. A seed that fails can be repeated, except for the timing of threads.
/// </summary>
public class ImapWatchPropertyTests : ImapWatchTest
{
    private const int Messages = 60;
    private const string Gone = "Gone";

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Every_message_is_delivered_once_despite_random_failures(int seed)
    {
        var chance = new Random(seed);
        Host.Imap.Options.OfferIdle = seed % 4 != 0;
        var seen = new List<string>();
        string? kept = null;
        var arriving = Task.Run(() => DisturbAsync(new Random(seed + 1000)));
        while (seen.Count < Messages)
        {
            var from = kept is null ? MailboxPosition.Beginning : MailboxPosition.Parse(kept);
            var watch = Watch(from);
            for (var lives = chance.Next(1, 20); lives > 0 && seen.Count < Messages; lives--)
            {
                var arrival = await NextAsync(watch, TimeSpan.FromMinutes(1));
                if (chance.Next(4) == 0) await PassAsync(ReadAsync(arrival), TimeSpan.FromMinutes(1));
                if (arrival.Envelope.Subject != Gone) seen.Add(arrival.Envelope.Subject!);
                kept = arrival.Position.ToString();
            }

            await watch.DisposeAsync();
        }

        await arriving;
        Assert.Equal(Enumerable.Range(1, Messages).Select(i => $"Number {i}"), seen);
    }

    private static async Task ReadAsync(MailArrival arrival)
    {
        using var message = await arrival.GetMessageAsync();
        Assert.Equal(arrival.Envelope.Subject, message.Subject);
        await arrival.AddFlagsAsync(global::MailKit.MessageFlags.Seen);
    }

    /// <summary>Delivers messages, and causes failures in between.</summary>
    private async Task DisturbAsync(Random chance)
    {
        string[] commands = ["SELECT", "SEARCH", "FETCH", "IDLE", "NOOP", "STORE"];
        for (var i = 1; i <= Messages; i++)
        {
            switch (chance.Next(8))
            {
                case 0:
                    Host.Imap.CutConnections();
                    break;
                case 1:
                    Host.Imap.CloseConnections("* BYE Restarting");
                    break;
                case 2:
                    Host.Imap.Faults.On(commands[chance.Next(commands.Length)], MailFault.Cut());
                    break;
                case 3:
                    Host.Imap.Faults.At(MailStage.AuthMiddle, MailFault.Cut());
                    break;
                case 4 when i < Messages:
                    // A message that is deleted at once may or may not be delivered, but it uses a UID.
                    Inbox.Remove([Arrive(Gone).Uid]);
                    break;
                case 5:
                    await Host.Imap.PauseAsync();
                    Arrive($"Number {i}");
                    await Host.Imap.ResumeAsync();
                    continue;
            }

            Arrive($"Number {i}");
            for (var wait = chance.Next(200); wait > 0; wait--) await Task.Yield();
        }
    }
}
