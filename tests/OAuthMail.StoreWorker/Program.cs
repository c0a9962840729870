using System.Globalization;
using OAuthMail;
using OAuthMail.Storage;

// Usage: <mode> <folder> <key file> <record key> [<number>]. On failure, it writes one line and exits with code 1.
try
{
    var store = await FileTokenStore.OpenAsync(args[1], protect => protect.WithKeyFile(args[2]));
    var key = new TokenKey(args[3]);
    switch (args[0])
    {
        case "open":
            Console.WriteLine("opened");
            break;

        case "increment":
            for (var i = int.Parse(args[4], CultureInfo.InvariantCulture); i > 0; i--) await IncrementAsync(store, key);
            Console.WriteLine("incremented");
            break;

        // Holds the lease until the process is killed or its standard input is closed.
        case "hold":
            await using (await store.AcquireAsync(key))
            {
                Console.WriteLine("held");
                await Console.In.ReadToEndAsync();
            }

            break;

        // Repeatedly acquires and releases the lease of a key without a record, which creates and deletes its lock files.
        case "churn":
            for (var i = int.Parse(args[4], CultureInfo.InvariantCulture); i > 0; i--) await TakeTurnAsync(store, key, args[1] + ".turn");
            Console.WriteLine("churned");
            break;

        // Opens the store, waits for a line, and writes. The test makes changes in between.
        case "write-when-told":
            Console.WriteLine("opened");
            await Console.In.ReadLineAsync();
            await IncrementAsync(store, key);
            Console.WriteLine("incremented");
            break;

        // Repeatedly waits for a line and prepares a write, or writes the reason for a failure.
        case "reserve-when-told":
            Console.WriteLine("opened");
            while (await Console.In.ReadLineAsync() is not null) Console.WriteLine(await ReserveAsync(store, key));
            break;

        default:
            Console.WriteLine("unknown mode");
            return 2;
    }

    return 0;
}
catch (OAuthMailException e)
{
    Console.WriteLine($"{e.Code}: {e.Message}");
    return 1;
}

static async Task IncrementAsync(FileTokenStore store, TokenKey key)
{
    await using var lease = await store.AcquireAsync(key);
    var record = lease.Current?.Record ?? new TokenRecord();
    var count = record.Properties.TryGetValue("count", out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
    record.Properties["count"] = (count + 1).ToString(CultureInfo.InvariantCulture);
    await lease.WriteAsync(record);
}

// Two processes with the lease at a time would create the same file.
static async Task TakeTurnAsync(FileTokenStore store, TokenKey key, string turn)
{
    await using var lease = await store.AcquireAsync(key);
    new FileStream(turn, FileMode.CreateNew).Dispose();
    if (lease.Lost.IsCancellationRequested) throw new IOException("The lease was lost.");
    File.Delete(turn);
}

static async Task<string> ReserveAsync(FileTokenStore store, TokenKey key)
{
    try
    {
        await using var lease = await store.AcquireAsync(key);
        await ((IReservingTokenLease)lease).ReserveAsync();
        return "reserved";
    }
    catch (TokenStoreException e)
    {
        return $"{e.Code}: {e.Message}";
    }
}
