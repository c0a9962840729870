using OAuthMail.Testing;
using OAuthMail.Tests.DependencyInjection;

namespace OAuthMail.MailKit.Tests.Handling;

public class MailHandlerTests
{
    [Theory]
    [InlineData(MailProtocol.Imap)]
    [InlineData(MailProtocol.Pop3)]
    public async Task Each_message_is_handled_once_and_in_order_across_a_restart(MailProtocol protocol)
    {
        await using var world = await HandlerWorld.StartAsync();
        world.Deliver("one");
        world.Deliver("two");
        var application = await world.AddApplicationAsync(options => options.Protocol = protocol);
        await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count == 2);
        await application.DisposeAsync();

        world.Deliver("three");
        await world.AddApplicationAsync(options => options.Protocol = protocol);
        await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count == 3);
        Assert.Equal(["one", "two", "three"], world.Desk.Handled);
        Assert.Equal(3, world.Desk.Handlers.Count);
    }

    [Theory]
    [InlineData(MailProtocol.Imap)]
    [InlineData(MailProtocol.Pop3)]
    public async Task Message_whose_position_could_not_be_stored_yet_is_not_repeated_after_an_orderly_stop(MailProtocol protocol)
    {
        await using var world = await HandlerWorld.StartAsync();
        var store = new FailingStore();
        world.Store = store;
        world.Desk.Work = (_, _) =>
        {
            store.IsUnavailable = true;
            return Task.CompletedTask;
        };
        world.Deliver("one");
        world.Deliver("two");
        var application = await world.AddApplicationAsync(options => options.Protocol = protocol);
        await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count == 2 && store.Refused > 0);
        store.IsUnavailable = false;
        await application.DisposeAsync();

        world.Desk.Work = (_, _) => Task.CompletedTask;
        world.Deliver("three");
        await world.AddApplicationAsync(options => options.Protocol = protocol);
        await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count == 3);
        Assert.Equal(["one", "two", "three"], world.Desk.Handled);
    }

    [Fact]
    public async Task Handler_moves_deletes_and_marks_messages()
    {
        await using var world = await HandlerWorld.StartAsync();
        world.Desk.Work = (mail, ct) => mail.Subject switch
        {
            "move" => mail.MoveToAsync("Done", ct),
            "delete" => mail.DeleteAsync(ct),
            _ => mail.MarkAsReadAsync(ct),
        };
        foreach (var subject in new[] { "move", "delete", "mark" }) world.Deliver(subject);
        await world.AddApplicationAsync();

        await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count == 3);
        Assert.Single(world.Mailbox.Inbox.Messages);
        Assert.Single(world.Mailbox.FindFolder("Done")!.Messages);
    }

    [Fact]
    public async Task Failed_message_is_recorded_and_moved_and_the_next_one_follows()
    {
        await using var world = await HandlerWorld.StartAsync();
        var isBroken = true;
        world.Desk.Work = (mail, _) => mail.Subject == "poison" && isBroken
            ? throw new InvalidOperationException("contents of the message")
            : Task.CompletedTask;
        world.Deliver("poison");
        world.Deliver("next");
        var application = await world.AddApplicationAsync(options => options.MaxAttempts = 3);
        await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count == 1);

        Assert.Equal(4, world.Desk.Attempts.Count);
        var failures = application.Get<IMailFailures>();
        var failed = Assert.Single(await failures.ListAsync("support"));
        Assert.Equal("poison", failed.Subject);
        Assert.Equal("InvalidOperationException, after 3 attempts", failed.Reason);
        Assert.Empty(await failures.ListAsync("other"));

        // A replay that fails keeps the failure, and passes the exception on.
        await Assert.ThrowsAsync<InvalidOperationException>(() => failures.ReplayAsync(failed.Id));
        Assert.Single(await failures.ListAsync());
        isBroken = false;
        Assert.True(await failures.ReplayAsync(failed.Id));
        Assert.Equal(["next", "poison"], world.Desk.Handled);
        Assert.Empty(await failures.ListAsync());
        Assert.False(await failures.ReplayAsync(failed.Id));
        Assert.False(await failures.RemoveAsync(failed.Id));
    }

    [Fact]
    public async Task Handler_that_is_canceled_by_something_else_has_failed()
    {
        await using var world = await HandlerWorld.StartAsync();
        world.Desk.Work = (mail, _) => mail.Attempt < 3 ? throw new OperationCanceledException("another token") : Task.CompletedTask;
        world.Deliver("one");
        world.Deliver("two");
        await world.AddApplicationAsync();
        await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count == 2);
        Assert.Equal(["one", "two"], world.Desk.Handled);
        Assert.Equal(6, world.Desk.Attempts.Count);
    }

    [Fact]
    public async Task Folder_that_does_not_exist_is_reported_and_handled_when_it_does()
    {
        await using var world = await HandlerWorld.StartAsync();
        var application = await world.AddApplicationAsync(options => options.Folder = "Later");
        await HandlerWorld.UntilAsync(() => application.Log.Messages.Any(
            line => line.Contains("cannot be handled", StringComparison.Ordinal)));
        world.Mailbox.CreateFolder("Later")!.Append("From: a@test.example\r\nSubject: late\r\n\r\nlate\r\n"u8.ToArray());
        await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count == 1);
        Assert.Equal(["late"], world.Desk.Handled);
    }

    [Fact]
    public async Task Failed_message_is_moved_to_its_folder()
    {
        await using var world = await HandlerWorld.StartAsync();
        world.Desk.Work = (_, _) => throw new InvalidOperationException();
        world.Deliver("poison");
        await world.AddApplicationAsync(options => (options.MaxAttempts, options.FailedFolder) = (1, "Failed"));
        await HandlerWorld.UntilAsync(() => world.Mailbox.FindFolder("Failed")!.Messages.Count == 1);
        Assert.Empty(world.Mailbox.Inbox.Messages);
    }

    [Fact]
    public async Task Failed_message_is_replayed_from_the_folder_to_which_it_was_moved()
    {
        await using var world = await HandlerWorld.StartAsync();
        var isBroken = true;
        var ids = new List<(string Id, string Folder)>();
        world.Desk.Work = (mail, _) =>
        {
            ids.Add((mail.Id, mail.Folder));
            return isBroken ? throw new InvalidOperationException() : Task.CompletedTask;
        };
        world.Mailbox.FindFolder("Failed")!.Append("Subject: another\r\n\r\nanother\r\n"u8.ToArray());
        world.Deliver("poison");
        var application = await world.AddApplicationAsync(options => (options.MaxAttempts, options.FailedFolder) = (1, "Failed"));
        await HandlerWorld.UntilAsync(() => application.Log.Messages.Count(IsFailed) == 1 && world.Mailbox.Inbox.Messages.Count == 0);
        isBroken = false;
        world.Deliver("next");
        await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count == 1);

        var failures = application.Get<IMailFailures>();
        var failed = Assert.Single(await failures.ListAsync());
        Assert.True(await failures.ReplayAsync(failed.Id));
        Assert.Equal(["next", "poison"], world.Desk.Handled);
        Assert.Equal((failed.MessageId, "Failed"), ids[^1]);
        Assert.Empty(await failures.ListAsync());

        static bool IsFailed(string line) => line.Contains("is recorded as failed", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MailProtocol.Imap)]
    [InlineData(MailProtocol.Pop3)]
    public async Task Failure_is_kept_while_the_mailbox_cannot_be_reached(MailProtocol protocol)
    {
        await using var world = await HandlerWorld.StartAsync();
        world.Desk.Work = (_, _) => throw new InvalidOperationException();
        world.Deliver("poison");
        var application = await world.AddApplicationAsync(options => (options.MaxAttempts, options.Protocol) = (1, protocol));
        var failures = application.Get<IMailFailures>();
        await HandlerWorld.UntilAsync(() => failures.ListAsync().GetAwaiter().GetResult().Count == 1);
        world.Host.Imap.Faults.At(MailStage.Greeting, MailFault.Cut(), 1000);
        world.Host.Pop3.Faults.At(MailStage.Greeting, MailFault.Cut(), 1000);

        var failed = Assert.Single(await failures.ListAsync());
        await Assert.ThrowsAnyAsync<OAuthMailException>(() => failures.ReplayAsync(failed.Id));
        Assert.Single(await failures.ListAsync());
    }

    [Fact]
    public async Task Failure_is_kept_if_its_message_no_longer_exists()
    {
        await using var world = await HandlerWorld.StartAsync();
        world.Desk.Work = (mail, _) => mail.Subject == "poison" ? throw new InvalidOperationException() : Task.CompletedTask;
        world.Deliver("poison");
        world.Deliver("next");
        var application = await world.AddApplicationAsync(options => options.MaxAttempts = 1);
        await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count == 1);
        world.Mailbox.Inbox.Remove([world.Mailbox.Inbox.Messages[0].Uid]);

        var failures = application.Get<IMailFailures>();
        var failed = Assert.Single(await failures.ListAsync());
        Assert.False(await failures.ReplayAsync(failed.Id));
        Assert.Single(await failures.ListAsync());
        Assert.True(await failures.RemoveAsync(failed.Id));
    }

    [Fact]
    public async Task Failure_of_another_mailbox_is_not_replayed_in_the_one_that_has_the_name_now()
    {
        await using var world = await HandlerWorld.StartAsync();
        world.Desk.Work = (_, _) => throw new InvalidOperationException();
        world.Deliver("poison");
        world.Host.AddMailbox("other@test.example").Inbox.Append("Subject: innocent\r\n\r\ninnocent\r\n"u8.ToArray());
        await using (var first = await world.AddApplicationAsync(options => options.MaxAttempts = 1))
        {
            await HandlerWorld.UntilAsync(() => first.Get<IMailFailures>().ListAsync().GetAwaiter().GetResult().Count == 1);
        }

        world.Desk.Work = (_, _) => Task.CompletedTask;
        var second = await world.AddApplicationAsync(
            options => options.Start = MailHandlerStart.NewMessages, world.Configuration("other@test.example"));
        var failed = Assert.Single(await second.Get<IMailFailures>().ListAsync());
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => second.Get<IMailFailures>().ReplayAsync(failed.Id));
        Assert.Contains("other@test.example", refused.Message, StringComparison.Ordinal);
        Assert.Empty(world.Desk.Handled);
    }

    [Fact]
    public async Task Handler_that_ignores_its_cancellation_does_not_run_beside_its_next_attempt()
    {
        await using var world = await HandlerWorld.StartAsync();
        var release = new TaskCompletionSource();
        world.Desk.Work = (mail, ct) => mail.Subject == "slow" ? Task.Delay(Timeout.Infinite, ct) : Task.CompletedTask;
        world.Deliver("slow");
        world.Deliver("next");
        var application = await world.AddApplicationAsync(
            options => (options.MaxAttempts, options.Timeout) = (2, TimeSpan.FromMilliseconds(100)));
        await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count == 1);
        var failed = Assert.Single(await application.Get<IMailFailures>().ListAsync());
        Assert.Equal("canceled after 00:00:00.1000000, after 2 attempts", failed.Reason);
        Assert.False(world.Desk.WasCrowded);
        release.SetResult();
    }

    [Fact]
    public async Task One_process_handles_the_mailbox_and_another_takes_over()
    {
        await using var world = await HandlerWorld.StartAsync();
        var first = await world.AddApplicationAsync();
        var second = await world.AddApplicationAsync();
        for (var i = 0; i < 20; i++) world.Deliver($"before {i}");
        await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count == 20);
        Assert.Equal(1, world.Host.Imap.OpenConnections);

        await first.DisposeAsync();
        for (var i = 0; i < 20; i++) world.Deliver($"after {i}");
        await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count >= 40);
        Assert.Equal(40, world.Desk.Handled.Distinct().Count());
        Assert.Equal(40, world.Desk.Handled.Count);
        Assert.False(world.Desk.WasCrowded);
        Assert.NotNull(second);
    }

    [Fact]
    public async Task Message_in_progress_is_completed_when_the_application_stops()
    {
        await using var world = await HandlerWorld.StartAsync();
        var begun = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        world.Desk.Work = (_, _) =>
        {
            begun.TrySetResult();
            return finish.Task;
        };
        world.Deliver("one");
        var application = await world.AddApplicationAsync();
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var stopping = application.DisposeAsync().AsTask();
        Assert.False(stopping.IsCompleted);
        finish.SetResult();
        await stopping.WaitAsync(TimeSpan.FromSeconds(30));

        world.Deliver("two");
        await world.AddApplicationAsync();
        await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count == 2);
        Assert.Equal(["one", "two"], world.Desk.Handled);
    }

    [Fact]
    public async Task Removed_account_ends_the_handler_and_a_new_one_continues()
    {
        await using var world = await HandlerWorld.StartAsync();
        var configuration = world.Configuration();
        await world.AddApplicationAsync(configuration: configuration);
        world.Deliver("one");
        await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count == 1);

        configuration.Remove("support");
        configuration.Reload();
        await HandlerWorld.UntilAsync(() => world.Host.Imap.OpenConnections == 0);
        world.Deliver("two");

        foreach (var pair in world.Configuration().Section.GetSection("Accounts:support").GetChildren())
        {
            configuration.Set($"Accounts:support:{pair.Key}", pair.Value!);
        }

        configuration.Reload();
        await HandlerWorld.UntilAsync(() => world.Desk.Handled.Count == 2);
        Assert.Equal(["one", "two"], world.Desk.Handled);
    }

    [Fact]
    public async Task Unknown_account_is_an_error_at_start()
    {
        await using var world = await HandlerWorld.StartAsync();
        await using var application = TestApplication.Create(services =>
            Microsoft.Extensions.DependencyInjection.MailKitBuilderExtensions.AddMailHandler<DeskHandler>(
                Microsoft.Extensions.DependencyInjection.MailKitBuilderExtensions.AddMailKit(
                    Microsoft.Extensions.DependencyInjection.OAuthMailServiceCollectionExtensions.AddOAuthMail(
                        services, world.Configuration().Section)), "suport"));
        var failure = await Assert.ThrowsAsync<MailConfigurationException>(application.StartAsync);
        Assert.Contains("'suport' isn't a valid account", failure.Message);
    }

    [Fact]
    public void Wrong_options_are_named()
    {
        var options = new MailHandlerOptions
        {
            Protocol = MailProtocol.Smtp, MaxAttempts = 0, Timeout = TimeSpan.Zero, Folder = " ",
        };
        var failure = Assert.Throws<MailConfigurationException>(() => options.Validate("support"));
        foreach (var name in new[] { "Protocol:", "MaxAttempts:", "Timeout:", "Folder:" }) Assert.Contains(name, failure.Message);
    }
}
