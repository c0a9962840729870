// Sends a message with an attachment as a service: no person, a certificate (client credentials).
//   dotnet run --project samples/SendAsService -- --demo
//   dotnet run --project samples/SendAsService -- [somebody@example.com]   (account "alerts" of appsettings.json)
using MimeKit;
using OAuthMail;
using OAuthMail.MailKit;
using OAuthMail.Samples;

await using var host = await SampleHost.StartAsync(args, "alerts", OAuthFlow.ClientCredentials);
var account = host.Account;
var to = args.FirstOrDefault(arg => arg.Contains('@')) ?? (host.Demo is null ? account.Address : DemoServers.Customer);

var body = new BodyBuilder { TextBody = "The nightly report is attached." };
body.Attachments.Add("report.csv", "day,orders\nMonday,42\n"u8.ToArray(), new ContentType("text", "csv"));
var message = new MimeMessage
{
    From = { MailboxAddress.Parse(account.Address) },
    To = { MailboxAddress.Parse(to) },
    Subject = "Nightly report",
    Body = body.ToMessageBody(),
};

await using var mail = new MailSender(host.Factory);
try
{
    #region send
    MailSendResult sent = await mail.SendAsync(account, message);
    Console.WriteLine($"{sent.Server} took {sent.MessageId} from {account.Address}: {sent.ServerReply}");
    #endregion
}
catch (MailDeliveryUnknownException unknown)
{
    Console.Error.WriteLine($"Nobody knows whether {unknown.MessageId} was taken: look for it before it is sent again.");
    return 2;
}
catch (OAuthMailException failure)
{
    Console.Error.WriteLine(failure.Message);   // what happened, who must do what, and the code for docs/troubleshooting.md
    return 1;
}

if (host.Demo is { } demo)
{
    var arrived = await demo.Servers.Mailboxes.Find(DemoServers.Customer)!.Inbox.WaitForMessagesAsync(1);
    var read = await MimeMessage.LoadAsync(new MemoryStream(arrived[0].Content.ToArray()));
    Console.WriteLine($"{DemoServers.Customer} has '{read.Subject}' with {string.Join(", ", read.Attachments.Select(part => part.ContentDisposition?.FileName))}");
}

return 0;
