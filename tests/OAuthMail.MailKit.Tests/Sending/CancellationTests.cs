using OAuthMail.Testing;


namespace OAuthMail.MailKit.Tests.Sending;

/// <summary>Wherever a send waits, cancellation ends it: nothing was sent, and the next message goes its way.</summary>
public sealed class CancellationTests : SenderTest
{
    protected override IEnumerable<MailAccount> CreateAccounts() =>
        [Account, CreateAccount(
            "one-by-one", AliceAddress,
            options => options.Connection = new MailConnectionOptions { MaxConnections = 1, MessagesPerMinute = 2 })];

    [Theory]
    [InlineData("Greeting")]
    [InlineData("EHLO")]
    [InlineData("STARTTLS")]
    [InlineData("AUTH")]
    [InlineData("AuthMiddle")]
    [InlineData("AuthEnd")]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    [InlineData("NOOP")]
    public async Task In_the_conversation(string moment)
    {
        if (moment == "NOOP")
        {
            await SendAsync("before");
            Clock.Advance(TimeSpan.FromSeconds(20));
        }

        var gate = new MailGate();
        if (moment != "DATA" && Enum.TryParse<MailStage>(moment, out var stage)) Host.Smtp.Faults.At(stage, MailFault.Hold(gate));
        else Host.Smtp.Faults.On(moment, MailFault.Hold(gate));
        await RequireCancelledAsync("alice", gate.Reached);
        gate.Open();
        await RequireFreeAsync("alice");
    }

    [Fact]
    public async Task While_a_token_is_fetched()
    {
        var gate = new FaultGate();
        Host.AuthorizationServer.Faults.Token.Next(ServerFault.Hold(gate));
        await RequireCancelledAsync("alice", gate.WaitForArrivalAsync());
        gate.Open();
        await RequireFreeAsync("alice");
    }

    [Fact]
    public async Task In_the_queue_for_a_connection()
    {
        var gate = new MailGate();
        Host.Smtp.Faults.On("MAIL", MailFault.Hold(gate));
        var first = SendAsync("first", "one-by-one");
        await gate.Reached;
        await RequireCancelledAsync("one-by-one", Task.CompletedTask);
        var third = SendAsync("third", "one-by-one");
        gate.Open();
        await Task.WhenAll(first, third);
        Assert.Equal(["first", "third"], Arrived.Keys);
    }

    [Fact]
    public async Task In_the_queue_for_the_next_minute()
    {
        await SendAsync("one", "one-by-one");
        await SendAsync("two", "one-by-one");
        await RequireCancelledAsync("one-by-one", Task.CompletedTask);
        var later = SendAsync("three", "one-by-one");
        Assert.False(later.IsCompleted);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await later;
        Assert.Equal(3, Arrived.Count);
    }

    [Fact]
    public async Task In_the_pause_before_the_next_attempt()
    {
        Host.Smtp.Faults.At(MailStage.Greeting, MailFault.Cut());
        await RequireCancelledAsync("alice", UntilAsync(() => Log.Pauses.Any()));
        await RequireFreeAsync("alice");
    }

    [Fact]
    public async Task Before_it_begins()
    {
        using var end = new CancellationTokenSource();
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SendAsync(cancellationToken: end.Token));
        Assert.Equal(0, Host.Smtp.Connections);
    }

    [Fact]
    public async Task Disposal_sends_away_who_waits()
    {
        var gate = new MailGate();
        Host.Smtp.Faults.On("MAIL", MailFault.Hold(gate));
        var first = SendAsync("first", "one-by-one");
        await gate.Reached;
        var waiting = SendAsync("second", "one-by-one");
        var disposal = Sender.DisposeAsync().AsTask();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        gate.Open();
        await first;
        await disposal;
        Assert.Equal(["first"], Arrived.Keys);
    }

    [Fact]
    public async Task Disposal_ends_pauses()
    {
        Host.Smtp.Faults.At(MailStage.Greeting, MailFault.Cut());
        var sending = SendAsync();
        await UntilAsync(() => Log.Pauses.Any());
        await Sender.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => sending);
    }

    [Fact]
    public async Task Disposal_cuts_a_conversation_before_the_message_and_nothing_was_sent()
    {
        var gate = new MailGate();
        Host.Smtp.Faults.On("DATA", MailFault.Hold(gate));
        var sending = SendAsync();
        await gate.Reached;
        Sender.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => sending);
        gate.Open();
        Assert.Empty(Bob.Inbox.Messages);
    }

    private async Task RequireCancelledAsync(string account, Task reached)
    {
        using var end = new CancellationTokenSource();
        var sending = SendAsync("cancelled", account, end.Token);
        await reached;
        await end.CancelAsync();
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Equal(end.Token, cancelled.CancellationToken);
    }

    private async Task RequireFreeAsync(string account)
    {
        Host.Smtp.Faults.Clear();
        Host.Smtp.Faults.MaxConnectionsPerMailbox = 3;
        await Task.WhenAll(SendAsync("a", account), SendAsync("b", account), SendAsync("c", account));
        Assert.DoesNotContain("cancelled", Arrived.Keys);
    }
}
