// A worker with a mail handler: answers each message, moves it to the folder Done, and sends an alert for urgent ones.
//   dotnet run --project samples/MailWorker -- --demo
//   dotnet run --project samples/MailWorker                                 (account "support" of appsettings.json)
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MimeKit;
using OAuthMail;
using OAuthMail.MailKit;
using OAuthMail.Samples;

await using var demo = await Demo.StartAsync(args, "customer@example.com", "ops@contoso.com");
var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
var registration = builder.Services.AddOAuthMail(builder.Configuration.GetSection("OAuthMail")).AddMailKit()
    .AddMailHandler<SupportHandler>("support", options => options.Start = MailHandlerStart.AllMessages);
demo?.Register(registration);
using var host = builder.Build();
await host.StartAsync();
if (demo is null)
{
    await host.WaitForShutdownAsync();
}
else
{
    demo.CreateFolder("support@contoso.com", "Done");
    demo.Deliver("customer@example.com", "support@contoso.com", "Where is my parcel?", "It should have come on Monday.");
    demo.Deliver("customer@example.com", "support@contoso.com", "Urgent: the shop is down", "Customers cannot order.");
    await demo.PrintAsync("customer@example.com", count: 2);
    await demo.PrintAsync("ops@contoso.com");
    await host.StopAsync();
}

/// <summary>Handles a message. If it throws, it is called again, and after the last attempt the next message follows.</summary>
internal sealed class SupportHandler(IMailSender sender, IMailAccounts accounts, IConfiguration configuration) : IMailHandler
{
    public async Task HandleAsync(ReceivedMail mail, CancellationToken cancellationToken)
    {
        Console.WriteLine($"{mail.Sender}: {mail.Subject}");
        var question = await mail.GetMessageAsync(cancellationToken);

        // Programs could answer each other without end (RFC 3834 section 2).
        var isAutomatic = question.Headers[HeaderId.AutoSubmitted] is { } submitted && submitted != "no";
        if (!isAutomatic) await AnswerAsync(question, cancellationToken);
        if (question.Subject?.StartsWith("Urgent", StringComparison.OrdinalIgnoreCase) == true)
        {
            await SendAsync(
                InternetAddressList.Parse(configuration["Alerts:To"]!), $"Alert: {question.Subject}", question.TextBody, cancellationToken);
        }

        await mail.MoveToAsync("Done", cancellationToken);
    }

    private Task AnswerAsync(MimeMessage question, CancellationToken cancellationToken) => SendAsync(
        question.ReplyTo.Count > 0 ? question.ReplyTo : question.From, $"Re: {question.Subject}",
        "We have received your message and will answer within a day.", cancellationToken);

    private async Task SendAsync(InternetAddressList to, string subject, string? text, CancellationToken cancellationToken)
    {
        var from = MailboxAddress.Parse(accounts.Get("support").Address);
        using var message = new MimeMessage([from], to, subject, new TextPart("plain") { Text = text ?? "" });
        message.Headers[HeaderId.AutoSubmitted] = "auto-replied";
        await sender.SendAsync("support", message, cancellationToken);
    }
}
