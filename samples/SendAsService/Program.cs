// Sends a message as a service: with a certificate and without a user (client credentials).
//   dotnet run --project samples/SendAsService -- --demo
//   dotnet run --project samples/SendAsService -- [recipient@example.com]   (account "alerts" of appsettings.json)
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using MimeKit;
using OAuthMail;
using OAuthMail.MailKit;
using OAuthMail.Samples;

await using var demo = await Demo.StartAsync(args);
var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
var registration = builder.Services.AddOAuthMail(builder.Configuration.GetSection("OAuthMail")).AddMailKit();
demo?.Register(registration);
using var host = builder.Build();

try
{
    await host.StartAsync();
    var account = host.Services.GetRequiredService<IMailAccounts>().Get("alerts");
    var mail = host.Services.GetRequiredService<IMailSender>();
    var to = args.FirstOrDefault(arg => arg.Contains('@')) ?? account.Address;
    using var message = new MimeMessage(
        [MailboxAddress.Parse(account.Address)], [MailboxAddress.Parse(to)], "Hello", new TextPart("plain") { Text = "It works." });

    #region send
    MailSendResult sent = await mail.SendAsync(account, message);
    Console.WriteLine($"{sent.Server} accepted {sent.MessageId} from {account.Address}: {sent.ServerReply}");
    #endregion

    if (demo is not null) await demo.PrintAsync(to);
    return 0;
}
catch (MailDeliveryUnknownException unknown)
{
    Console.Error.WriteLine($"It is unknown whether {unknown.MessageId} was accepted. Search for it before you send it again.");
    return 2;
}
catch (Exception failure) when (failure is OAuthMailException or OptionsValidationException)
{
    Console.Error.WriteLine(failure.Message);   // the cause, the remedy, and the code in docs/troubleshooting.md
    return 1;
}
