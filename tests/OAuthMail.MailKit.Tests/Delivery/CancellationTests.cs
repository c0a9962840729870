using OAuthMail.Testing;

namespace OAuthMail.MailKit.Tests.Delivery;

/// <summary>Cancellation ends a send wherever it waits. Nothing was sent, and later messages are not affected.</summary>
public sealed class CancellationTests : SenderTest
{
    protected override IEnumerable<MailAccount> CreateAccounts() =>
    [
        Account,
        CreateAccount("one-by-one", AliceAddress, connection: new MailConnectionOptions { MaxConnections = 1, MessagesPerMinute = 2 }),
    ];

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
    public async Task Send_can_be_canceled_during_a_command(string moment)
    {
        if (moment == "NOOP")
        {
            await SendAsync("before");
            Clock.Advance(TimeSpan.FromSeconds(20));
        }

        var gate = new MailGate();
        if (moment != "DATA" && Enum.TryParse<MailStage>(moment, out var stage)) Host.Smtp.Faults.At(stage, MailFault.Hold(gate));
        else Host.Smtp.Faults.On(moment, MailFault.Hold(gate));
        await AssertCanceledAsync("alice", gate.Reached);
        gate.Open();
        await AssertConnectionsAvailableAsync("alice");
    }

    [Fact]
    public async Task Send_can_be_canceled_while_a_token_is_acquired()
    {
        var gate = new FaultGate();
        Host.AuthorizationServer.Faults.Token.Next(ServerFault.Hold(gate));
        await AssertCanceledAsync("alice", gate.WaitForArrivalAsync());
        gate.Open();
        await AssertConnectionsAvailableAsync("alice");
    }

    [Fact]
    public async Task Send_can_be_canceled_while_it_waits_for_a_connection()
    {
        var gate = new MailGate();
        Host.Smtp.Faults.On("MAIL", MailFault.Hold(gate));
        var first = SendAsync("first", "one-by-one");
        await gate.Reached;
        await AssertCanceledAsync("one-by-one", Task.CompletedTask);
        var third = SendAsync("third", "one-by-one");
        gate.Open();
        await Task.WhenAll(first, third);
        Assert.Equal(["first", "third"], Arrived.Keys);
    }

    [Fact]
    public async Task Send_can_be_canceled_while_it_waits_for_the_rate_limit()
    {
        await SendAsync("one", "one-by-one");
        await SendAsync("two", "one-by-one");
        await AssertCanceledAsync("one-by-one", Task.CompletedTask);
        var later = SendAsync("three", "one-by-one");
        Assert.False(later.IsCompleted);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await later;
        Assert.Equal(3, Arrived.Count);
    }

    [Fact]
    public async Task Send_can_be_canceled_during_the_delay_before_a_retry()
    {
        Host.Smtp.Faults.At(MailStage.Greeting, MailFault.Cut());
        await AssertCanceledAsync("alice", UntilAsync(() => Log.Pauses.Any()));
        await AssertConnectionsAvailableAsync("alice");
    }

    [Fact]
    public async Task Send_with_a_canceled_token_opens_no_connection()
    {
        using var end = new CancellationTokenSource();
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SendAsync(cancellationToken: end.Token));
        Assert.Equal(0, Host.Smtp.Connections);
    }

    [Fact]
    public async Task Disposal_fails_sends_that_wait_for_a_connection()
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
    public async Task Disposal_ends_the_delay_before_a_retry()
    {
        Host.Smtp.Faults.At(MailStage.Greeting, MailFault.Cut());
        var sending = SendAsync();
        await UntilAsync(() => Log.Pauses.Any());
        await Sender.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => sending);
    }

    [Fact]
    public async Task Synchronous_disposal_aborts_a_send_before_the_message()
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

    private async Task AssertCanceledAsync(string account, Task reached)
    {
        using var end = new CancellationTokenSource();
        var sending = SendAsync("canceled", account, end.Token);
        await reached;
        await end.CancelAsync();
        var canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Equal(end.Token, canceled.CancellationToken);
    }

    private async Task AssertConnectionsAvailableAsync(string account)
    {
        Host.Smtp.Faults.Clear();
        Host.Smtp.Faults.MaxConnectionsPerMailbox = 3;
        await Task.WhenAll(SendAsync("a", account), SendAsync("b", account), SendAsync("c", account));
        Assert.DoesNotContain("canceled", Arrived.Keys);
    }
}
