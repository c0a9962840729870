// Drains a POP3 mailbox: saves every message to a folder and then deletes it on the server.
//   dotnet run --project samples/DrainPop3 -- --demo
//   dotnet run --project samples/DrainPop3 -- /var/mail/incoming            (account "intake" of appsettings.json)
using OAuthMail;
using OAuthMail.Samples;

await using var host = await SampleHost.StartAsync(args, "intake", OAuthFlow.ClientCredentials);
var account = host.Account;
host.Demo?.Deliver("Order 1", "One parcel, please.");
host.Demo?.Deliver("Order 2", "Two parcels, please.");
var path = args.FirstOrDefault(arg => !arg.StartsWith("--", StringComparison.Ordinal));
var folder = Directory.CreateDirectory(path ?? Path.Combine(Path.GetTempPath(), "oauthmail-drained")).FullName;

try
{
    #region drain
    await using (var lease = await host.Factory.ConnectPop3Async(account))
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

    await using var again = await host.Factory.ConnectPop3Async(account);
    Console.WriteLine($"{again.Client.Count} messages remain in {account.Address}.");
    return 0;
}
catch (OAuthMailException failure)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
