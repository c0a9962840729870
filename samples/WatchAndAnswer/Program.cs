// Watches a mailbox and answers what comes in, until Ctrl+C. After a restart it goes on where it stopped.
//   dotnet run --project samples/WatchAndAnswer -- --demo
//   dotnet run --project samples/WatchAndAnswer                             (account "support" of appsettings.json)
using MailKit;
using MimeKit;
using OAuthMail.Diagnosis;
using OAuthMail.MailKit.Sending;
using OAuthMail.MailKit.Watching;
using OAuthMail.Providers;
using OAuthMail.Samples;

await using var host = await SampleHost.StartAsync(args, OAuthFlow.ClientCredentials);
var account = host.Accounts.Get("support");
var positionFile = Path.Combine(host.Demo is null ? AppContext.BaseDirectory : Path.GetTempPath(), "support.position");
if (host.Demo is not null) File.Delete(positionFile);
var answered = 0;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

host.Demo?.Deliver("Where is my parcel?", "It should have come on Monday.");
host.Demo?.Deliver("Thank you", "It is here.");
await using var sender = new MailSender(host.Accounts, host.Factory);
var watcher = new MailWatcher(host.Accounts, host.Factory);

try
{
    #region watch
    var from = File.Exists(positionFile) ? MailboxPosition.Parse(File.ReadAllText(positionFile)) : MailboxPosition.Beginning;
    await foreach (var arrival in watcher.WatchAsync(account, new MailWatchOptions { From = from }, stop.Token))
    {
        Console.WriteLine($"{arrival.Envelope.From}: {arrival.Envelope.Subject}");
        await sender.SendAsync(account, Answer(await arrival.GetMessageAsync(stop.Token)), stop.Token);
        await arrival.AddFlagsAsync(MessageFlags.Answered, stop.Token);
        File.WriteAllText(positionFile, arrival.Position.ToString());
        if (host.Demo is not null && ++answered == 2) break;
    }
    #endregion
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.WriteLine("Stopped.");
}
catch (OAuthMailException failure)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}

if (host.Demo is { } demo) Console.WriteLine($"{DemoServers.Customer} has {(await demo.Servers.Mailboxes.Find(DemoServers.Customer)!.Inbox.WaitForMessagesAsync(2)).Count} answers.");
return 0;

MimeMessage Answer(MimeMessage question) => new(
    [MailboxAddress.Parse(account.Address)], question.ReplyTo.Count > 0 ? question.ReplyTo : question.From, $"Re: {question.Subject}", new TextPart("plain") { Text = "We have your message and will answer within a day." })
{
    InReplyTo = question.MessageId,
};
