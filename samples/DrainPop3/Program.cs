// Drains a POP3 mailbox: saves every message to a folder and then deletes it on the server.
//   dotnet run --project samples/DrainPop3 -- --demo
//   dotnet run --project samples/DrainPop3 -- /var/mail/incoming            (account "intake" of appsettings.json)
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OAuthMail;
using OAuthMail.MailKit;
using OAuthMail.Samples;

await using var demo = await Demo.StartAsync(args);
var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
var registration = builder.Services.AddOAuthMail(builder.Configuration.GetSection("OAuthMail")).AddMailKit();
demo?.Register(registration);
using var host = builder.Build();
var path = args.FirstOrDefault(arg => !arg.StartsWith("--", StringComparison.Ordinal));
var folder = Directory.CreateDirectory(path ?? Path.Combine(Path.GetTempPath(), "oauthmail-drained")).FullName;

try
{
    await host.StartAsync();
    var account = host.Services.GetRequiredService<IMailAccounts>().Get("intake");
    var factory = host.Services.GetRequiredService<IMailClientFactory>();
    demo?.Deliver("customer@example.com", account.Address, "Order 1", "One parcel, please.");
    demo?.Deliver("customer@example.com", account.Address, "Order 2", "Two parcels, please.");

    #region drain
    await using (var lease = await factory.ConnectPop3Async(account))
    {
        var pop3 = lease.Client;
        for (var i = 0; i < pop3.Count; i++)
        {
            var message = await pop3.GetMessageAsync(i);
            var file = Path.Combine(folder, $"{Guid.NewGuid():N}.eml");
            await message.WriteToAsync(file);       // save first, then delete: a crash in between
            await pop3.DeleteMessageAsync(i);       // leaves a second copy, but loses no message
            Console.WriteLine($"{message.Subject} -> {file}");
        }
    }                                               // disposal sends QUIT, with which the server deletes the messages
    #endregion

    await using var again = await factory.ConnectPop3Async(account);
    Console.WriteLine($"{again.Client.Count} messages remain in {account.Address}.");
    return 0;
}
catch (Exception failure) when (failure is OAuthMailException or OptionsValidationException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
