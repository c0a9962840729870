// Sends a report with an attachment to its recipients and ends. A scheduler (cron, systemd, Windows Task Scheduler) starts it.
//   dotnet run --project samples/ScheduledReport -- --demo
//   dotnet run --project samples/ScheduledReport                            (account "reports" of appsettings.json)
// Exit codes: 0 = sent, 1 = failed until the cause is corrected, 2 = may have been sent, 75 = try again later (EX_TEMPFAIL of sysexits.h).
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MimeKit;
using OAuthMail;
using OAuthMail.MailKit;
using OAuthMail.Samples;

await using var demo = await Demo.StartAsync(args, "ceo@contoso.com", "sales@contoso.com");
var configuration = new ConfigurationBuilder().SetBasePath(AppContext.BaseDirectory).AddJsonFile("appsettings.json")
    .AddEnvironmentVariables().Build();
var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddSingleton<OrderReport>();
var registration = services.AddOAuthMail(configuration.GetSection("OAuthMail")).AddMailKit();
demo?.Register(registration);
await using var provider = services.BuildServiceProvider();

try
{
    var sent = await provider.GetRequiredService<OrderReport>().SendAsync();
    Console.WriteLine($"{sent.Server} accepted the report as {sent.MessageId}: {sent.ServerReply}");
    if (demo is not null) await demo.PrintAsync("ceo@contoso.com");
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
    return failure is OAuthMailException { Problem.Kind: ProblemKind.Transient } ? 75 : 1;
}

/// <summary>Creates and sends the report.</summary>
internal sealed class OrderReport(IMailSender mail, IMailAccounts accounts, IConfiguration configuration, TimeProvider clock)
{
    public async Task<MailSendResult> SendAsync(CancellationToken cancellationToken = default)
    {
        var day = clock.GetUtcNow().AddDays(-1);
        var body = new BodyBuilder { TextBody = $"The orders of {day:D} are attached." };
        body.Attachments.Add($"orders-{day:yyyy-MM-dd}.csv", Encoding.UTF8.GetBytes("order,amount\n1001,42.00\n"));
        using var message = new MimeMessage
        {
            From = { MailboxAddress.Parse(accounts.Get("reports").Address) },
            Subject = $"Orders of {day:yyyy-MM-dd}",
            Body = body.ToMessageBody(),
        };
        message.To.AddRange(InternetAddressList.Parse(configuration.GetRequiredSection("Report:To").Value!));
        return await mail.SendAsync("reports", message, cancellationToken);
    }
}
