using OAuthMail.MailKit.Tests.Delivery;
using OAuthMail.Testing;

namespace OAuthMail.MailKit.Tests.Pooling;

/// <summary>
/// The limits of a mailbox: concurrent connections, messages per minute, and the order of waiting sends.
/// </summary>
public sealed class LimitTests : SenderTest
{
    protected override void Configure(MailTestHostOptions options) => options.Smtp.TimeProvider = Clock;

    protected override IEnumerable<MailAccount> CreateAccounts() =>
    [
        Account,
        CreateAccount("also-alice", AliceAddress),
        CreateAccount("one-by-one", AliceAddress, connection: new MailConnectionOptions { MaxConnections = 1 }),
        CreateAccount("slow", AliceAddress, connection: new MailConnectionOptions { MessagesPerMinute = 5 }),
    ];

    [Fact]
    public async Task Concurrent_sends_share_three_connections_and_each_message_arrives_once()
    {
        const int Threads = 64;
        const int Each = 8;
        Host.Smtp.Faults.MaxConnectionsPerMailbox = 3;
        using var start = new Barrier(Threads);
        var threads = Enumerable.Range(0, Threads).Select(number => Task.Factory.StartNew(
            async () =>
            {
                start.SignalAndWait();
                for (var i = 0; i < Each; i++) Assert.Equal(1, (await SendAsync($"{number}.{i}")).Attempts);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap());
        await Task.WhenAll(threads);

        Assert.Equal(Threads * Each, Arrived.Count);
        Assert.All(Arrived.Values, copies => Assert.Equal(1, copies));

        // No connection was rejected, and new ones were opened only after every hundred messages.
        Assert.InRange(Host.Smtp.AcceptedLogins, 3, 3 + Threads * Each / 100);
        Assert.Equal(Host.Smtp.AcceptedLogins, Host.Smtp.Connections);
    }

    [Fact]
    public async Task Connections_are_assigned_in_the_order_of_requests()
    {
        var gate = new MailGate();
        Host.Smtp.Faults.On("MAIL", MailFault.Hold(gate));
        var sending = new List<Task> { SendAsync("first", "one-by-one") };
        await gate.Reached;
        for (var i = 0; i < 20; i++) sending.Add(SendAsync($"Number {i}", "one-by-one"));
        gate.Open();
        await Task.WhenAll(sending);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"Number {i}").Prepend("first"), Arrived.Keys);
        Assert.Equal(1, Host.Smtp.Connections);
    }

    [Fact]
    public async Task Rate_limit_applies_to_every_minute()
    {
        Host.Smtp.Options.MaxMessagesPerMinute = 5;
        var sending = Enumerable.Range(0, 12).Select(i => SendAsync($"Number {i}", "slow")).ToArray();
        for (var sent = 5; sent <= 10; sent += 5)
        {
            await UntilAsync(() => sending.Count(one => one.IsCompleted) == sent);
            Clock.Advance(TimeSpan.FromSeconds(59));
            Assert.Equal(sent, Bob.Inbox.Messages.Count);
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await Task.WhenAll(sending);
        Assert.Equal(12, Arrived.Count);
        Assert.DoesNotContain(Host.Smtp.Transcripts, transcript => transcript.ServerLines.Any(line => line.StartsWith('4')));
        Assert.Empty(Log.Pauses);
    }

    [Fact]
    public async Task Rate_limit_uses_a_sliding_window()
    {
        Host.Smtp.Options.MaxMessagesPerMinute = 5;
        for (var i = 0; i < 3; i++) await SendAsync($"Early {i}", "slow");
        Clock.Advance(TimeSpan.FromSeconds(40));
        for (var i = 0; i < 2; i++) await SendAsync($"Late {i}", "slow");
        var sixth = SendAsync("Sixth", "slow");
        Assert.False(sixth.IsCompleted);
        Clock.Advance(TimeSpan.FromSeconds(20));
        await sixth;
        for (var i = 0; i < 2; i++) await SendAsync($"More {i}", "slow");
        var ninth = SendAsync("Ninth", "slow");
        Assert.False(ninth.IsCompleted);
        Clock.Advance(TimeSpan.FromSeconds(40));
        await ninth;
        Assert.DoesNotContain(Host.Smtp.Transcripts, transcript => transcript.ServerLines.Any(line => line.StartsWith('4')));
    }

    [Fact]
    public async Task Accounts_of_one_mailbox_share_its_limits_but_not_its_connections()
    {
        Host.Smtp.Faults.MaxConnectionsPerMailbox = 3;
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => SendAsync($"Number {i}", i % 2 == 0 ? "alice" : "also-alice")));
        Assert.Equal(30, Arrived.Count);
        Assert.Empty(Log.Pauses);
        Assert.DoesNotContain(Host.Smtp.Transcripts, transcript => transcript.ServerLines.Any(line => line.StartsWith('4')));
    }

    [Fact]
    public async Task Canceled_waiters_do_not_affect_others()
    {
        Host.Smtp.Faults.MaxConnectionsPerMailbox = 3;
        var ends = Enumerable.Range(0, 64).Select(_ => new CancellationTokenSource()).ToArray();
        var sending = ends.Select((end, i) => SendAsync($"Number {i}", cancellationToken: end.Token)).ToArray();
        var cancelling = Parallel.ForAsync(0, 64, async (i, _) =>
        {
            if (i % 2 == 0) await ends[i].CancelAsync();
        });
        var outcomes = new List<string>();
        foreach (var one in sending)
        {
            try
            {
                await one;
                outcomes.Add("sent");
            }
            catch (OperationCanceledException)
            {
                outcomes.Add("canceled");
            }
            catch (MailDeliveryUnknownException)
            {
                outcomes.Add("unknown");
            }
        }

        await cancelling;
        foreach (var end in ends) end.Dispose();
        await SendAsync("the last");
        await UntilAsync(() => Host.Smtp.OpenConnections <= 3);
        for (var i = 1; i < 64; i += 2) Assert.Equal("sent", outcomes[i]);
        for (var i = 0; i < 64; i++)
        {
            var copies = Arrived.GetValueOrDefault($"Number {i}");
            Assert.InRange(copies, outcomes[i] == "sent" ? 1 : 0, outcomes[i] == "canceled" ? 0 : 1);
        }
    }
}
