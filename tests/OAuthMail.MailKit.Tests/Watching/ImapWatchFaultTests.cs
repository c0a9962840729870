using MailKit.Net.Smtp;
using OAuthMail.Testing;

namespace OAuthMail.MailKit.Tests.Watching;

public class ImapWatchFaultTests : ImapWatchTest
{
    [Theory]
    [InlineData("cut")]
    [InlineData("bye")]
    [InlineData("garbage")]
    [InlineData("all closed")]
    public async Task Connection_closed_during_IDLE_is_replaced_and_no_message_is_missed(string manner)
    {
        var (watch, next) = await IdleAsync();
        switch (manner)
        {
            case "cut":
                Host.Imap.Faults.At(MailStage.Idle, MailFault.Cut());
                break;
            case "bye":
                Host.Imap.Faults.At(MailStage.Idle, MailFault.ReplyAndClose("* BYE Have a nice day"));
                break;
            case "garbage":
                Host.Imap.Faults.At(MailStage.Idle, MailFault.ReplyAndClose("<html><body>502 Bad gateway</body></html>"));
                break;
            default:
                Host.Imap.CloseConnections("* BYE [UNAVAILABLE] Shutting down");
                break;
        }

        await UntilAsync(() => Host.Imap.OpenConnections == 0);
        var missed = Arrive();
        Assert.Equal(missed.Uid, await UidAsync(watch, next));
        Assert.Equal(Arrive().Uid, (await NextAsync(watch)).UniqueId.Id);
        Assert.Equal(2, Host.Imap.AcceptedLogins);
    }

    [Fact]
    public async Task Server_that_is_down_is_retried_until_it_is_up()
    {
        var (watch, next) = await IdleAsync();
        await Host.Imap.PauseAsync();
        var missed = new[] { Arrive().Uid, Arrive().Uid };
        for (var i = 0; i < 5; i++) await PassOnePauseAsync();
        Assert.False(next.IsCompleted);
        await Host.Imap.ResumeAsync();
        Assert.Equal(missed[0], await UidAsync(watch, next));
        Assert.Equal(missed[1], (await NextAsync(watch)).UniqueId.Id);
    }

    [Fact]
    public async Task MaxOutage_ends_the_watch_with_the_last_failure()
    {
        var (_, next) = await IdleAsync(configure: options => options.Retry.MaxOutage = TimeSpan.FromSeconds(5));
        await Host.Imap.PauseAsync();
        var failure = await Assert.ThrowsAsync<MailServerException>(() => PassAsync(next));
        Assert.Equal(Problems.HostUnreachable, failure.Problem);
        await Host.Imap.ResumeAsync();
    }

    [Fact]
    public async Task MaxOutage_ignores_changes_of_the_system_clock()
    {
        var (watch, next) = await IdleAsync(configure: options => options.Retry.MaxOutage = TimeSpan.FromMinutes(30));
        await Host.Imap.PauseAsync();
        await UntilAsync(() => Pauses.TimeToNextTimer <= Pause);
        Pauses.Jump(Pauses.GetUtcNow().AddHours(1));
        await PassOnePauseAsync();
        await UntilAsync(() => next.IsCompleted || Pauses.TimeToNextTimer <= Pause);
        Assert.False(next.IsCompleted);
        await Host.Imap.ResumeAsync();
        await PassAsync(Host.Imap.WaitForIdleAsync());
        Assert.Equal(Arrive().Uid, await UidAsync(watch, next));
    }

    [Fact]
    public async Task Server_that_closes_idle_connections_does_not_count_as_an_outage()
    {
        var (watch, next) = await IdleAsync(
            configure: options => options.Retry = new WatchRetryOptions { FirstPause = Pause, MaxOutage = TimeSpan.FromSeconds(10) });
        for (var i = 0; i < 8; i++)
        {
            Pauses.Advance(TimeSpan.FromMinutes(5));
            Host.Imap.CloseConnections("* BYE Autologout; idle for too long");
            await UntilAsync(() => Host.Imap.IdlingConnections == 0);
            await PassAsync(Host.Imap.WaitForIdleAsync());
        }

        Assert.Equal(Arrive().Uid, await UidAsync(watch, next));
    }

    [Fact]
    public async Task Delays_grow_while_a_server_is_down()
    {
        await Host.Imap.PauseAsync();
        using var stop = new CancellationTokenSource();
        var next = Watch(
            configure: options => options.Retry = new WatchRetryOptions { FirstPause = Pause, MaximumPause = TimeSpan.FromSeconds(60) },
            cancellationToken: stop.Token).MoveNextAsync().AsTask();
        for (var i = 0; i < 9; i++)
        {
            await UntilAsync(() => Pauses.WaitingTimers == 1);
            var most = Math.Min(60, Math.Pow(2, i));
            var pause = Pauses.TimeToNextTimer!.Value;
            Assert.InRange(pause.TotalSeconds, most / 2, most);
            Pass(pause);
        }

        await UntilAsync(() => Pauses.WaitingTimers == 1);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        await Host.Imap.ResumeAsync();
    }

    [Theory]
    [InlineData(MailStage.Greeting)]
    [InlineData(MailStage.AuthBegin)]
    [InlineData(MailStage.AuthMiddle)]
    [InlineData(MailStage.AuthEnd)]
    public async Task Connection_lost_during_the_login_is_retried(MailStage stage)
    {
        Arrive();
        Host.Imap.Faults.At(stage, MailFault.Cut(), times: 3);
        Assert.Equal(1u, (await NextAsync(Watch(MailboxPosition.Beginning))).UniqueId.Id);
    }

    [Theory]
    [InlineData("SELECT")]
    [InlineData("SEARCH")]
    [InlineData("FETCH")]
    [InlineData("IDLE")]
    public async Task Connection_lost_during_any_command_is_retried(string command)
    {
        Arrive();
        Arrive();
        Host.Imap.Faults.On(command, MailFault.Cut(), times: 2);
        var watch = Watch(MailboxPosition.Beginning);
        Assert.Equal(1u, (await NextAsync(watch)).UniqueId.Id);
        Assert.Equal(2u, (await NextAsync(watch)).UniqueId.Id);
        var next = watch.MoveNextAsync().AsTask();
        await PassAsync(Host.Imap.WaitForIdleAsync());
        Assert.Equal(Arrive().Uid, await UidAsync(watch, next));
    }

    [Theory]
    [InlineData("SEARCH")]
    [InlineData("FETCH")]
    public async Task Invalid_reply_is_a_transient_failure(string command)
    {
        Arrive();
        Host.Imap.Faults.On(command, MailFault.ReplyAndClose("(((( \0 %%% ]"));
        Assert.Equal(1u, (await NextAsync(Watch(MailboxPosition.Beginning))).UniqueId.Id);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Rejected_token_is_replaced(int refusals)
    {
        var (watch, next) = await IdleAsync();
        Clock.Advance(TimeSpan.FromMinutes(2));
        Host.Imap.Faults.RejectNextTokens(refusals);
        Host.Imap.CutConnections();
        Arrive();
        Assert.Equal(1u, await PassLongAsync(watch, next));
        Assert.Equal(refusals, Host.Imap.RejectedLogins);
        Assert.True(TokenRequests >= 2);
    }

    [Fact]
    public async Task Constant_rejection_of_tokens_backs_off()
    {
        Host.Imap.Faults.RejectAllTokens();
        var watch = Watch(configure: options => options.Retry.MaxOutage = TimeSpan.FromHours(1));
        var failure = await Assert.ThrowsAsync<MailServerException>(
            () => PassAsync(watch.MoveNextAsync().AsTask(), TimeSpan.FromMinutes(20)));
        Assert.Equal(Problems.TokenRefused, failure.Problem);
        Assert.InRange(TokenRequests, 1, 10);
    }

    [Fact]
    public async Task Failure_that_requires_a_user_or_an_administrator_ends_the_watch()
    {
        Host.AuthorizationServer.Faults.Token.Always(ServerFault.Error("invalid_client"));
        var failure = await Assert.ThrowsAnyAsync<OAuthMailException>(() => NextAsync(Watch()));
        Assert.NotEqual(ProblemKind.Transient, failure.Problem.Kind);
        Assert.Equal(0, Host.Imap.AcceptedLogins);
    }

    [Fact]
    public async Task Running_watch_ends_when_IMAP_is_disabled()
    {
        var (_, next) = await IdleAsync();
        Host.Imap.Faults.AuthenticatedButNotConnected = true;
        Host.Imap.CutConnections();
        var failure = await Assert.ThrowsAsync<MailServerException>(() => PassAsync(next));
        Assert.Equal(Problems.MailboxNotConnected, failure.Problem);
    }

    [Fact]
    public async Task Delay_that_a_throttling_server_requests_is_respected()
    {
        Arrive();
        Host.Imap.Faults.On("SEARCH", MailFault.Reply("BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds"));
        var watch = Watch(MailboxPosition.Beginning);
        var next = watch.MoveNextAsync().AsTask();
        await UntilAsync(
            () => next.IsCompleted || Pauses.TimeToNextTimer is { } wait && wait >= TimeSpan.FromSeconds(92.415)
                && wait < TimeSpan.FromSeconds(102) && Host.Imap.OpenConnections == 0);
        var begun = Pauses.GetUtcNow();
        await PassAsync(next, TimeSpan.FromSeconds(102));
        Assert.InRange(Pauses.GetUtcNow() - begun, TimeSpan.FromSeconds(92.4), TimeSpan.FromSeconds(102));
    }

    [Fact]
    public async Task Too_many_connections_are_a_transient_failure()
    {
        Host.Imap.Faults.MaxConnectionsPerMailbox = 1;
        Arrive();
        var one = Watch(MailboxPosition.Beginning);
        await NextAsync(one);
        var other = Watch(MailboxPosition.Beginning);
        var next = other.MoveNextAsync().AsTask();
        await UntilAsync(() => Host.Imap.Connections == 2 && Host.Imap.OpenConnections == 1);
        Assert.False(next.IsCompleted);
        await one.DisposeAsync();
        await PassAsync(next, TimeSpan.FromMinutes(2));
        Assert.Equal(1u, other.Current.UniqueId.Id);
    }

    [Fact]
    public async Task Server_that_rejects_IDLE_is_polled()
    {
        Host.Imap.Faults.On("IDLE", MailFault.Reply("BAD Command unknown"));
        var watch = Watch();
        var next = watch.MoveNextAsync().AsTask();
        await UntilAsync(() => Pauses.TimeToNextTimer == TimeSpan.FromMinutes(1));
        var stored = Arrive();
        Pauses.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(stored.Uid, await UidAsync(watch, next));
        Assert.Equal(1, Host.Imap.Connections);
    }

    [Fact]
    public async Task Server_that_ends_IDLE_at_once_is_polled()
    {
        Host.Imap.Faults.On("IDLE", MailFault.Reply("OK IDLE terminated"), times: 100);
        var watch = Watch();
        var next = watch.MoveNextAsync().AsTask();
        await UntilAsync(() => Pauses.TimeToNextTimer == TimeSpan.FromMinutes(1));
        Assert.Equal(1, Times("IDLE"));
        Assert.Equal(Arrive().Uid, await PassLongAsync(watch, next));
    }

    [Fact]
    public async Task Server_that_does_not_confirm_the_end_of_IDLE_is_reconnected()
    {
        var (watch, next) = await IdleAsync();
        var gate = new MailGate();
        Host.Imap.Faults.At(MailStage.Idle, MailFault.Hold(gate));
        await gate.Reached;
        Pauses.Advance(TimeSpan.FromMinutes(9));
        var missed = Arrive();
        Assert.False(next.IsCompleted);
        await UntilAsync(() => Pauses.TimeToNextTimer == Account.Connection.Timeout);
        Pauses.Advance(Account.Connection.Timeout);
        Assert.Equal(missed.Uid, await UidAsync(watch, next));
        gate.Open();
    }

    [Fact]
    public async Task Message_that_the_server_cannot_read_does_not_delay_others()
    {
        for (var i = 0; i < 3; i++) Arrive();

        // The server rejects the fetch of all messages, and then the fetch of the first one.
        Host.Imap.Faults.On("FETCH", MailFault.Reply("NO The requested message could not be converted"), times: 2);
        var watch = Watch(MailboxPosition.Beginning);
        var first = await NextAsync(watch);
        Assert.Equal(1u, first.UniqueId.Id);
        Assert.Null(first.Summary.Envelope);
        Assert.Null(first.Envelope.Subject);
        Assert.Contains("Message", (await first.GetMessageAsync()).Subject, StringComparison.Ordinal);
        Assert.NotNull((await NextAsync(watch)).Summary.Envelope);
        Assert.Equal(3u, (await NextAsync(watch)).UniqueId.Id);
    }

    [Fact]
    public async Task Connection_lost_while_the_caller_works_is_replaced()
    {
        Arrive("Thought about");
        Arrive();
        var watch = Watch(MailboxPosition.Beginning);
        var arrival = await NextAsync(watch);
        Host.Imap.CutConnections();
        Assert.Equal("Thought about", (await PassAsync(arrival.GetMessageAsync())).Subject);
        Host.Imap.CutConnections();
        await PassAsync(arrival.AddFlagsAsync(global::MailKit.MessageFlags.Seen));
        Assert.Contains("\\Seen", Inbox.Messages[0].Flags);
        Host.Imap.CutConnections();
        Assert.Equal(2u, (await NextAsync(watch)).UniqueId.Id);
    }

    [Fact]
    public async Task Damaged_last_message_does_not_prevent_a_watch()
    {
        Arrive();
        Host.Imap.Faults.On("FETCH", MailFault.Reply("NO The requested message could not be converted"));
        var (watch, next) = await IdleAsync();
        Assert.Equal(Arrive().Uid, await UidAsync(watch, next));
        Assert.Equal(1, Host.Imap.Connections);
    }

    [Fact]
    public async Task Damaged_message_does_not_prevent_resynchronization()
    {
        for (var i = 0; i < 3; i++) Arrive();
        var first = Watch(MailboxPosition.Beginning);
        await NextAsync(first);
        await NextAsync(first);
        var kept = first.Current.Position;
        await first.DisposeAsync();
        Inbox.RenewUids();

        // The server rejects the fetch of all messages, and then of the first one. It could be any message, so it is delivered.
        Host.Imap.Faults.On("FETCH", MailFault.Reply("NO The requested message could not be converted"), times: 2);
        var second = Watch(kept);
        var subjects = new List<string?>();
        while (subjects.Count < 1) subjects.Add((await NextAsync(second)).Envelope.Subject);
        Assert.Equal(["Message 5"], subjects);
    }

    [Fact]
    public async Task Call_canceled_during_resynchronization_does_not_affect_the_watch()
    {
        for (var i = 0; i < 3; i++) Arrive();
        var watch = Watch(MailboxPosition.Beginning);
        await NextAsync(watch);
        var second = await NextAsync(watch);
        Inbox.Remove([1]);
        Inbox.RenewUids();
        Host.Imap.CutConnections();
        Host.Imap.Faults.On("SEARCH", MailFault.Reply("NO I would rather not"));
        await Assert.ThrowsAsync<MailServerException>(() => PassAsync(second.GetMessageAsync()));
        Arrive("The fourth");
        Assert.Equal("Message 5", (await NextAsync(watch)).Envelope.Subject);
        Assert.Equal("The fourth", (await NextAsync(watch)).Envelope.Subject);
    }

    [Theory]
    [InlineData("ours")]
    [InlineData("MailKit's")]
    public async Task Foreign_failure_in_a_callers_action_is_thrown_unchanged_and_not_retried(string whose)
    {
        Arrive();
        var arrival = await NextAsync(Watch(MailboxPosition.Beginning));
        Exception thrown = whose == "ours"
            ? new MailServerException(
                Problems.ServerBusy, MailProtocol.Smtp, Account.GetEndpoint(MailProtocol.Smtp), "The answer was not sent.")
            : new SmtpCommandException(SmtpErrorCode.MessageNotAccepted, SmtpStatusCode.ServiceNotAvailable, "4.3.2 Try later");
        var calls = 0;
        var caught = await Record.ExceptionAsync(() => PassAsync(arrival.UseAsync<bool>((_, _, _) =>
        {
            calls++;
            throw thrown;
        })));
        Assert.Same(thrown, caught);
        Assert.Equal(1, calls);
        Assert.Equal(1, Host.Imap.Connections);
    }

    [Fact]
    public async Task Call_after_the_end_of_the_watch_opens_no_connection()
    {
        Arrive();
        var watch = Watch(MailboxPosition.Beginning);
        var arrival = await NextAsync(watch);
        Host.Imap.CutConnections();
        await Host.Imap.PauseAsync();
        var call = arrival.GetMessageAsync();
        await UntilAsync(() => Pauses.TimeToNextTimer is { } wait && wait <= Pause);
        await watch.DisposeAsync();
        await Host.Imap.ResumeAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => PassAsync(call));
        await UntilAsync(() => Host.Imap.OpenConnections == 0);
    }

    [Fact]
    public async Task Deleted_message_is_reported_as_gone()
    {
        Arrive();
        var arrival = await NextAsync(Watch(MailboxPosition.Beginning));
        Inbox.Remove([1]);
        Host.Imap.CutConnections();
        var failure = await Assert.ThrowsAsync<MailServerException>(() => PassAsync(arrival.GetMessageAsync()));
        Assert.Equal(Problems.MessageGone, failure.Problem);
        await arrival.AddFlagsAsync(global::MailKit.MessageFlags.Seen);
        Assert.Equal(2, Host.Imap.Connections);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no header\r\n")]
    [InlineData("\0\u0001\u0002\u0003")]
    [InlineData("\r\n")]
    public async Task Unreadable_content_fails_once_and_does_not_delay_others(string content)
    {
        Inbox.Append(System.Text.Encoding.ASCII.GetBytes(content));
        Arrive("Good");
        var watch = Watch(MailboxPosition.Beginning);
        await RequireQuickFailureAsync(PassAsync((await NextAsync(watch)).GetMessageAsync()));
        Assert.Equal("Good", (await PassAsync((await NextAsync(watch)).GetMessageAsync())).Subject);
        Assert.InRange(Host.Imap.Connections, 1, 2);
    }

    private async Task PassOnePauseAsync()
    {
        await UntilAsync(() => Pauses.TimeToNextTimer is { } wait && wait <= Pause);
        if (Pauses.TimeToNextTimer is { } next && next <= Pause) Pass(next);
    }

    /// <summary>Also skips longer delays: those that a server requests, and those before a rejected token is replaced.</summary>
    private async Task<uint> PassLongAsync(IAsyncEnumerator<MailArrival> watch, Task<bool> next)
    {
        Assert.True(await PassAsync(next, TimeSpan.FromMinutes(2)));
        return watch.Current.UniqueId.Id;
    }
}
