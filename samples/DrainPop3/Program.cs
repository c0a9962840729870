// Drains a POP3 mailbox: every message is saved to a folder and then deleted on the server.
//   dotnet run --project samples/DrainPop3 -- --demo
//   dotnet run --project samples/DrainPop3 -- /var/mail/incoming            (account "intake" of appsettings.json)
using OAuthMail;
using OAuthMail.Samples;

await using var host = await SampleHost.StartAsync(args, "intake", OAuthFlow.ClientCredentials);
var account = host.Account;
host.Demo?.Deliver("Order 1", "One parcel, please.");
host.Demo?.Deliver("Order 2", "Two parcels, please.");
var folder = Directory.CreateDirectory(args.FirstOrDefault(arg => !arg.StartsWith("--", StringComparison.Ordinal)) ?? Path.Combine(Path.GetTempPath(), "oauthmail-drained")).FullName;

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
            await message.WriteToAsync(file);       // on disk first,
            await pop3.DeleteMessageAsync(i);       // then deleted: a crash in between gives a copy, never a loss
            Console.WriteLine($"{message.Subject} -> {file}");
        }
    }                                               // the goodbye makes the server delete; without it nothing is deleted
    #endregion

    await using var again = await host.Factory.ConnectPop3Async(account);
    Console.WriteLine($"{again.Client.Count} messages are left in {account.Address}.");
    return 0;
}
catch (OAuthMailException failure)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
