using OAuthMail.Storage;

namespace OAuthMail.Microsoft.Worker;

/// <summary>
/// Usage: system-key &lt;store&gt; &lt;key folder&gt; &lt;key name&gt; &lt;whether a key file is allowed&gt; &lt;record&gt;. Waits for
/// a line of input, opens the store with the key in the operating system's secret storage, and writes the record.
/// </summary>
internal static class SystemKeyCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        Console.WriteLine("ready");
        await Console.In.ReadLineAsync();
        var options = new OperatingSystemStorageOptions { Folder = args[2], Name = args[3], AllowUnprotectedKeyFile = bool.Parse(args[4]) };
        var store = await FileTokenStore.OpenAsync(args[1], protect => protect.WithOperatingSystemStorage(options));
        await using var lease = await store.AcquireAsync(new TokenKey(args[5]));
        await lease.WriteAsync(new TokenRecord { RefreshToken = "of " + args[5] });
        return 0;
    }
}
