// Reads an inbox as a signed-in user (authorization code with PKCE). The first run opens a browser; later runs do not.
//   dotnet run --project samples/ReadInbox -- --demo
//   dotnet run --project samples/ReadInbox                                  (account "support" of appsettings.json)
using System.Diagnostics;
using MailKit;
using OAuthMail;
using OAuthMail.Samples;

await using var host = await SampleHost.StartAsync(args, "support", OAuthFlow.AuthorizationCode);
var factory = host.Factory;
var account = host.Account;
host.Demo?.Deliver("Where is my parcel?", "It should have come on Monday.");
host.Demo?.Deliver("Thank you", "It is here.");

try
{
    try
    {
        await ReadAsync();
    }
    catch (SignInRequiredException required)
    {
        // Acquiring a token never opens a browser by itself. This program runs interactively, so it signs the user in.
        Console.WriteLine(required.Detail);
        var signIn = new MailSignIn(account, host.Tokens, host.Http, new SignInOptions { Protocol = required.Protocol });
        var result = await new LoopbackSignIn(signIn).RunAsync(OpenBrowserAsync);
        Console.WriteLine($"{result.Identity} signed in.");
        await ReadAsync();
    }
}
catch (OAuthMailException failure)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}

return 0;

async Task ReadAsync()
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
    if (host.Demo is { } demo) return demo.SignInAsync(url, cancellationToken);
    Console.WriteLine($"Sign in at {url}");
    try
    {
        Process.Start(new ProcessStartInfo(url.AbsoluteUri) { UseShellExecute = true })?.Dispose();
    }
    catch (System.ComponentModel.Win32Exception)
    {
        // There is no default browser. The user can open the address in any browser on this machine.
    }

    return Task.CompletedTask;
}
