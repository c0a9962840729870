// Watches a mailbox and answers messages that arrive, until Ctrl+C. After a restart it continues where it stopped.
//   dotnet run --project samples/WatchAndAnswer -- --demo
//   dotnet run --project samples/WatchAndAnswer                             (account "support" of appsettings.json)
using MailKit;
using MimeKit;
using OAuthMail;
using OAuthMail.MailKit;
using OAuthMail.Samples;

await using var host = await SampleHost.StartAsync(args, "support", OAuthFlow.ClientCredentials);
var account = host.Account;
var positionFile = Path.Combine(host.Demo is null ? AppContext.BaseDirectory : Path.GetTempPath(), "support.position");
if (host.Demo is not null) File.Delete(positionFile);
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) => { pressed.Cancel = true; stop.Cancel(); };

if (host.Demo is { } demo) _ = PlayCustomerAsync(demo);
await using var sender = new MailSender(host.Factory);
var watcher = new MailWatcher(host.Factory);
try
{
    #region watch
    var from = File.Exists(positionFile) ? MailboxPosition.Parse(File.ReadAllText(positionFile)) : MailboxPosition.Beginning;
    await foreach (var arrival in watcher.WatchAsync(account, new MailWatchOptions { From = from }, stop.Token))
    {
        Console.WriteLine($"{arrival.Envelope.From}: {arrival.Envelope.Subject}");
        var question = await arrival.GetMessageAsync(stop.Token);
        if (!IsAutomatic(question)) await AnswerAsync(question);
        await arrival.AddFlagsAsync(MessageFlags.Answered, stop.Token);
        File.WriteAllText(positionFile + ".new", arrival.Position.ToString());
        File.Move(positionFile + ".new", positionFile, overwrite: true);      // in one step, so that the file is never incomplete
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

return 0;

async Task PlayCustomerAsync(DemoServers servers)
{
    servers.Deliver("Where is my parcel?", "It should have come on Monday.");
    servers.Deliver("Thank you", "It is here.");
    var answers = await servers.Servers.Mailboxes.Find(DemoServers.Customer)!.Inbox.WaitForMessagesAsync(2);
    Console.WriteLine($"{DemoServers.Customer} has received {answers.Count} answers.");
    stop.Cancel();
}

// Messages from programs and from this mailbox are not answered, because two programs could answer each other without end (RFC 3834
// section 2).
bool IsAutomatic(MimeMessage question) =>
    (question.Headers[HeaderId.AutoSubmitted] is { } submitted && !submitted.Trim().Equals("no", StringComparison.OrdinalIgnoreCase))
    || question.Headers[HeaderId.ListId] is not null
    || question.Headers[HeaderId.Precedence]?.Trim().ToUpperInvariant() is "BULK" or "JUNK" or "LIST"
    || !question.From.Mailboxes.Any()
    || question.From.Mailboxes.Any(from => from.Address.Equals(account.Address, StringComparison.OrdinalIgnoreCase));

async Task AnswerAsync(MimeMessage question)
{
    var to = question.ReplyTo.Count > 0 ? question.ReplyTo : question.From;
    var text = new TextPart("plain") { Text = "We have received your message and will answer within a day." };
    using var answer = new MimeMessage([MailboxAddress.Parse(account.Address)], to, $"Re: {question.Subject}", text);
    if (question.MessageId is { Length: > 0 } id) answer.InReplyTo = id;
    answer.Headers[HeaderId.AutoSubmitted] = "auto-replied";
    try
    {
        await sender.SendAsync(account, answer, stop.Token);
    }
    catch (OAuthMailException failure)
        when (failure is MailDeliveryUnknownException || failure.Code is "recipient-refused" or "delivery-refused")
    {
        // A message that can't be answered must not stop the watch. One that may have been answered must not be answered twice.
        Console.Error.WriteLine($"{question.MessageId}: {failure.Message}");
    }
}
