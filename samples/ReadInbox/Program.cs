// Reads an inbox as a signed-in user (authorization code with PKCE). The first run opens a browser; later runs do not.
//   dotnet run --project samples/ReadInbox -- --demo
//   dotnet run --project samples/ReadInbox                                  (account "support" of appsettings.json)
using System.ComponentModel;
using System.Diagnostics;
using MailKit;
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

try
{
    await host.StartAsync();
    var account = host.Services.GetRequiredService<IMailAccounts>().Get("support");
    var factory = host.Services.GetRequiredService<IMailClientFactory>();
    demo?.Deliver("customer@example.com", account.Address, "Where is my parcel?", "It should have come on Monday.");
    demo?.Deliver("customer@example.com", account.Address, "Thank you", "It is here.");
    try
    {
        await ReadAsync(factory, account);
    }
    catch (SignInRequiredException required)
    {
        // Acquiring a token never opens a browser by itself. This program runs interactively, so it signs the user in.
        Console.WriteLine(required.Detail);
        var signIn = new LoopbackSignIn(host.Services.GetRequiredService<IMailSignIn>(), account, required.Protocol);
        var result = await signIn.RunAsync(OpenBrowserAsync);
        Console.WriteLine($"{result.Identity} signed in.");
        await ReadAsync(factory, account);
    }

    return 0;
}
catch (Exception failure) when (failure is OAuthMailException or OptionsValidationException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}

async Task ReadAsync(IMailClientFactory factory, MailAccount account)
{
    #region read
    await using var lease = await factory.ConnectImapAsync(account);
    var inbox = lease.Client.Inbox;                 // a MailKit client, connected and logged in
    await inbox.OpenAsync(FolderAccess.ReadOnly);
    Console.WriteLine($"{account.Address} has {inbox.Count} messages.");
    foreach (var summary in await inbox.FetchAsync(Math.Max(0, inbox.Count - 10), -1, MessageSummaryItems.Envelope))
    {
        Console.WriteLine($"  {summary.Envelope?.From}: {summary.Envelope?.Subject}");
    }
    #endregion
}

Task OpenBrowserAsync(Uri url, CancellationToken cancellationToken)
{
    if (demo is not null) return demo.BrowseAsync(url, cancellationToken);
    Console.WriteLine($"Sign in at {url}");
    try
    {
        Process.Start(new ProcessStartInfo(url.AbsoluteUri) { UseShellExecute = true })?.Dispose();
    }
    catch (Win32Exception)
    {
        // There is no default browser. The user can open the address in any browser on this machine.
    }

    return Task.CompletedTask;
}
