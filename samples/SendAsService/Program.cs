// Sends a message with an attachment as a service: with a certificate and without a user (client credentials).
//   dotnet run --project samples/SendAsService -- --demo
//   dotnet run --project samples/SendAsService -- [recipient@example.com]   (account "alerts" of appsettings.json)
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
    Console.WriteLine($"{sent.Server} accepted {sent.MessageId} from {account.Address}: {sent.ServerReply}");
    #endregion
}
catch (MailDeliveryUnknownException unknown)
{
    Console.Error.WriteLine($"It is unknown whether {unknown.MessageId} was accepted. Search for it before you send it again.");
    return 2;
}
catch (OAuthMailException failure)
{
    Console.Error.WriteLine(failure.Message);   // the cause, the remedy, and the code in docs/troubleshooting.md
    return 1;
}

if (host.Demo is { } demo)
{
    var arrived = await demo.Servers.Mailboxes.Find(DemoServers.Customer)!.Inbox.WaitForMessagesAsync(1);
    var read = await MimeMessage.LoadAsync(new MemoryStream(arrived[0].Content.ToArray()));
    var attachments = string.Join(", ", read.Attachments.Select(part => part.ContentDisposition?.FileName));
    Console.WriteLine($"{DemoServers.Customer} has received '{read.Subject}' with {attachments}.");
}

return 0;
