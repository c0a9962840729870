// A worker that watches the free disk space and sends an alert when it is low. If the account cannot send, its backup does.
//   dotnet run --project samples/AlertService -- --demo
//   dotnet run --project samples/AlertService                               (account "alerts" of appsettings.json)
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MimeKit;
using OAuthMail;
using OAuthMail.MailKit;
using OAuthMail.Samples;

await using var demo = await Demo.StartAsync(args, "ops@contoso.com");
var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
var registration = builder.Services.AddOAuthMail(builder.Configuration.GetSection("OAuthMail")).AddMailKit();
builder.Services.AddHostedService<DiskAlerts>();
if (demo is not null)
{
    demo.Register(registration);
    builder.Configuration["Alerts:MinimumFreePercent"] = "100";     // every disk is too full
    builder.Configuration["Alerts:Interval"] = "00:00:01";
}

using var host = builder.Build();
await host.StartAsync();
if (demo is null)
{
    await host.WaitForShutdownAsync();
}
else
{
    await demo.PrintAsync("ops@contoso.com");
    demo.RejectTokens("alerts@contoso.com");
    await demo.PrintAsync("ops@contoso.com", count: 2);
    await host.StopAsync();
}

/// <summary>Checks the disks once in each interval.</summary>
internal sealed class DiskAlerts(IMailSender mail, IMailAccounts accounts, IConfiguration configuration, ILogger<DiskAlerts> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(configuration.GetValue("Alerts:Interval", TimeSpan.FromMinutes(10)));
        do await CheckAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        var minimum = configuration.GetValue("Alerts:MinimumFreePercent", 10);
        var drive = new DriveInfo(configuration.GetValue("Alerts:Drive", "/")!);
        var free = 100 * drive.AvailableFreeSpace / drive.TotalSize;
        if (free >= minimum) return;
        var to = InternetAddressList.Parse(configuration.GetRequiredSection("Alerts:To").Value!);
        using var message = new MimeMessage(
            [MailboxAddress.Parse(accounts.Get("alerts").Address)], to, $"{Environment.MachineName}: {free} % free on {drive.Name}",
            new TextPart("plain") { Text = $"At least {minimum} % is required." });
        try
        {
            var sent = await mail.SendAsync("alerts", message, cancellationToken);
            if (sent.UsedBackup) log.LogWarning("The backup sent the alert, because: {Reason}", sent.FirstFailure!.Message);
        }
        catch (OAuthMailException failure)
        {
            // Not sent, or perhaps sent (MailDeliveryUnknownException). The next check sends the next alert.
            log.LogError("{Failure}", failure.Message);
        }
    }
}
