using System.Globalization;

namespace OAuthMail.MailKit.Tests.Handling;

/// <summary>What is stored while messages are handled, and how attempts count whose process ends.</summary>
public class HandlerProgressTests
{
    [Theory]
    [InlineData(5, 2, 5)]
    [InlineData(3, 2, 1)]
    [InlineData(9, 8, 5)]
    public async Task Message_that_ended_the_process_each_time_is_recorded_as_failed_and_the_next_one_follows(
        int attempts, int interruptions, int maxAttempts)
    {
        await using var world = await HandlerWorld.StartAsync();
        await InterruptAtNextAsync(world, attempts, interruptions);
        world.Deliver("deadly");
        world.Deliver("next");
        var application = await world.AddApplicationAsync(options => options.MaxAttempts = maxAttempts);
        await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count == 2);

        Assert.Equal(["first", "next"], world.Desk.Handled);
        var failed = Assert.Single(await application.Get<IMailFailures>().ListAsync());
        Assert.Equal("deadly", failed.Subject);
        Assert.Equal($"the process ended while it handled the message, after {attempts} attempts", failed.Reason);
    }

    [Theory]
    [InlineData(1, 0, 1, 2)]
    [InlineData(2, 1, 1, 3)]
    [InlineData(5, 1, 5, 6)]
    [InlineData(4, 3, 5, 5)]
    public async Task Message_during_which_the_process_ended_is_handled_again(
        int attempts, int interruptions, int maxAttempts, int expected)
    {
        await using var world = await HandlerWorld.StartAsync();
        await InterruptAtNextAsync(world, attempts, interruptions);
        var attempt = 0;
        world.Desk.Work = (mail, _) =>
        {
            if (mail.Subject == "innocent") attempt = mail.Attempt;
            return Task.CompletedTask;
        };
        world.Deliver("innocent");
        var application = await world.AddApplicationAsync(options => options.MaxAttempts = maxAttempts);
        await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count == 2);
        Assert.Equal(expected, attempt);
        Assert.Empty(await application.Get<IMailFailures>().ListAsync());

        // A message that was handled starts at zero.
        await application.DisposeAsync();
        Assert.Equal(["handler.position"], (await world.ReadProgressAsync()).Keys);
    }

    [Theory]
    [InlineData(true, 100, true)]
    [InlineData(false, 1, true)]
    [InlineData(false, 100, false)]
    public async Task Message_is_stored_before_it_is_handled_if_a_process_has_ended_without_notice_or_nothing_may_be_repeated(
        bool wasInterrupted, int maxRepeats, bool isStored)
    {
        await using var world = await HandlerWorld.StartAsync();
        await InterruptAtNextAsync(world, attempts: null);
        if (!wasInterrupted) await using (var application = await world.AddApplicationAsync()) await WaitForLeaseAsync(world);
        var stored = new List<bool>();
        world.Desk.Work = async (mail, cancellationToken) =>
        {
            var mark = await world.ReadMarkAsync(cancellationToken);
            stored.Add(mark is { IsActive: true, Attempts: 1 } && mark.Message == mail.Id);
        };
        for (var i = 0; i < 5; i++) world.Deliver($"{i}");
        await world.AddApplicationAsync(options => options.MaxRepeats = maxRepeats);
        await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count == 6);
        Assert.All(stored, one => Assert.Equal(isStored, one));
    }

    [Fact]
    public async Task Messages_are_stored_one_by_one_only_until_those_that_may_have_ended_the_process_are_done()
    {
        await using var world = await HandlerWorld.StartAsync();
        await InterruptAtNextAsync(world, attempts: null);
        var stored = 0;
        world.Desk.Work = async (_, cancellationToken) =>
        {
            if (await world.ReadMarkAsync(cancellationToken) is { IsActive: true }) stored++;
        };
        for (var i = 0; i < 150; i++) world.Deliver($"{i}");
        await world.AddApplicationAsync();
        await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count == 151);
        Assert.Equal(101, stored);
    }

    [Fact]
    public async Task Attempts_continue_after_a_restart()
    {
        await using var world = await HandlerWorld.StartAsync();
        var attempts = new List<int>();
        world.Desk.Work = (mail, _) =>
        {
            attempts.Add(mail.Attempt);
            return attempts.Count == 1 ? throw new InvalidOperationException() : Task.CompletedTask;
        };
        world.Deliver("one");
        var application = await world.AddApplicationAsync(
            options => (options.FirstPause, options.MaximumPause) = (TimeSpan.FromHours(1), TimeSpan.FromHours(1)));
        await HandlerWorld.UntilAsync(() => application.Log.Messages.Any(line => line.Contains("Attempt 1", StringComparison.Ordinal)));
        await application.DisposeAsync();
        await world.AddApplicationAsync();
        await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count == 1);
        Assert.Equal([1, 2], attempts);
    }

    [Fact]
    public async Task Attempt_that_the_end_of_the_application_cancels_does_not_count()
    {
        await using var world = await HandlerWorld.StartAsync();
        await InterruptAtNextAsync(world, attempts: null);
        var begun = new TaskCompletionSource();
        var attempts = new List<int>();
        world.Desk.Work = (mail, cancellationToken) =>
        {
            attempts.Add(mail.Attempt);
            begun.TrySetResult();
            return attempts.Count == 1 ? Task.Delay(Timeout.Infinite, cancellationToken) : Task.CompletedTask;
        };
        world.Deliver("slow");
        var application = await world.AddApplicationAsync();
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await application.AbortAsync();
        await HandlerWorld.UntilAsync(() => application.Log.Messages.Any(
            line => line.Contains("Stopped handling", StringComparison.Ordinal)));
        var mark = await world.ReadMarkAsync();
        Assert.Equal((0, 0, false), (mark!.Attempts, mark.Interruptions, mark.IsActive));

        await world.AddApplicationAsync();
        await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count == 2);
        Assert.Equal([1, 1], attempts);
    }

    [Fact]
    public async Task Mailbox_waits_while_the_store_is_unavailable_and_each_message_is_handled_once()
    {
        await using var world = await HandlerWorld.StartAsync();
        var store = new FailingStore();
        world.Store = store;
        world.Desk.Work = (mail, _) => mail.Subject == "poison" ? throw new InvalidOperationException() : Task.CompletedTask;
        var application = await world.AddApplicationAsync(options => (options.MaxRepeats, options.MaxAttempts) = (2, 1));
        world.Deliver("first");
        await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count == 1);
        store.IsUnavailable = true;
        world.Deliver("poison");
        foreach (var subject in (string[])["1", "2", "3", "4"]) world.Deliver(subject);
        await HandlerWorld.UntilAsync(() => store.Refused > 1);

        // The failure of the message could not be recorded yet.
        Assert.Equal(["first"], world.Desk.Handled);
        store.IsUnavailable = false;
        await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count == 5);
        Assert.Equal(["first", "1", "2", "3", "4"], world.Desk.Handled);
        Assert.Equal(6, world.Desk.Attempts.Count);
        store.HasUnreadableRecord = true;
        Assert.Single(await application.Get<IMailFailures>().ListAsync());
    }

    [Fact]
    public async Task Applications_that_share_a_store_and_the_name_of_an_account_handle_different_mailboxes()
    {
        await using var world = await HandlerWorld.StartAsync();
        var other = world.Host.AddMailbox("other@test.example");
        other.Inbox.Append("From: a@test.example\r\nSubject: theirs\r\n\r\ntheirs\r\n"u8.ToArray());
        world.Deliver("ours");
        await world.AddApplicationAsync();
        await world.AddApplicationAsync(configuration: world.Configuration("other@test.example"));
        await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count == 2);
        Assert.Equal(["ours", "theirs"], world.Desk.Handled.Order());
    }

    /// <summary>Handles a first message, and leaves the store as a process that ended during an attempt at the next one.</summary>
    private static async Task InterruptAtNextAsync(HandlerWorld world, int? attempts, int interruptions = 0)
    {
        world.Deliver("first");
        await using (await world.AddApplicationAsync()) await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count == 1);
        var id = world.Desk.Attempts.Single().Split('-');
        var next = $"{id[0]}-{int.Parse(id[1], CultureInfo.InvariantCulture) + 1}";
        await world.InterruptAsync(attempts is null ? null : next, attempts ?? 0, interruptions);
    }

    /// <summary>Waits until the application has taken over the mailbox.</summary>
    private static Task WaitForLeaseAsync(HandlerWorld world) => HandlerWorld.UntilAsync(() => world.Host.Imap.OpenConnections == 1);
}
