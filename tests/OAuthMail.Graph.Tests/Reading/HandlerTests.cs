using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using OAuthMail.MailKit;
using OAuthMail.Testing;

namespace OAuthMail.Graph.Tests.Reading;

public class HandlerTests
{
    [Fact]
    public async Task Handler_receives_moves_and_deletes_messages_and_a_failing_one_blocks_no_other()
    {
        var desk = new Desk();
        await using var world = await GraphWorld.StartAsync(
            accountOf: (one, _) =>
            {
                one.AlertsMailbox.CreateFolder("Done");
                one.AlertsMailbox.CreateFolder("Failed");
                foreach (var subject in new[] { "first", "fails", "delete", "last" }) GraphWorld.Deliver(one.AlertsMailbox, subject);
            },
            register: builder =>
            {
                builder.Services.AddSingleton(desk);
                builder.AddMailHandler<DeskHandler>("alerts", options =>
                {
                    options.Start = MailHandlerStart.AllMessages;
                    options.MaxAttempts = 2;
                    options.FirstPause = options.MaximumPause = TimeSpan.FromMilliseconds(1);
                    options.FailedFolder = "Failed";
                });
            });

        await world.AlertsMailbox.FindFolder("Done")!.WaitForMessagesAsync(2);

        Assert.Equal(["first", "fails", "fails", "delete", "last"], desk.Subjects);
        Assert.Equal(["first", "last"], world.AlertsMailbox.FindFolder("Done")!.Messages.Select(SubjectOf));
        Assert.Equal(["fails"], world.AlertsMailbox.FindFolder("Failed")!.Messages.Select(SubjectOf));
        Assert.Equal(["delete"], world.AlertsMailbox.FindFolder("Deleted Items")!.Messages.Select(SubjectOf));
        Assert.Empty(world.AlertsMailbox.Inbox.Messages);

        var failures = world.Application.Get<IMailFailures>();
        var failed = Assert.Single(await failures.ListAsync());
        desk.IsRepaired = true;
        var lists = ListRequests(world);
        Assert.True(await failures.ReplayAsync(failed.Id));
        Assert.Equal(lists, ListRequests(world));
        Assert.Equal(["first", "last", "fails"], world.AlertsMailbox.FindFolder("Done")!.Messages.Select(SubjectOf));
        Assert.Equal(desk.Ids.First(one => one.Subject == "fails").Id, failed.MessageId);
    }

    private static int ListRequests(GraphWorld world) =>
        world.Server.Requests.Count(request => request.Operation == GraphOperation.Delta && !request.Query.Contains("deltatoken"));

    private static string SubjectOf(StoredMessage message) =>
        message.Text.Split("Subject: ")[1].Split("\r\n")[0];

    internal sealed class Desk
    {
        public ConcurrentQueue<string> Subjects { get; } = new();

        public ConcurrentQueue<(string Subject, string Id)> Ids { get; } = new();

        public bool IsRepaired { get; set; }
    }

    internal sealed class DeskHandler(Desk desk) : IMailHandler
    {
        public async Task HandleAsync(ReceivedMail mail, CancellationToken cancellationToken)
        {
            var message = await mail.GetMessageAsync(cancellationToken);
            desk.Subjects.Enqueue(message.Subject!);
            desk.Ids.Enqueue((message.Subject!, mail.Id));
            if (message.Subject == "fails" && !desk.IsRepaired) throw new InvalidOperationException("The desk is closed.");
            await mail.MarkAsReadAsync(cancellationToken);
            if (message.Subject == "delete") await mail.DeleteAsync(cancellationToken);
            else await mail.MoveToAsync("Done", cancellationToken);
        }
    }
}
