using System.Globalization;

namespace OAuthMail.MailKit.Benchmarks;

/// <summary>
/// Runs the test servers in a separate process, so that their memory is not counted. It writes the settings of a client, and then executes
/// the command in each line of its input.
/// </summary>
internal static class WatchServers
{
    public static async Task RunAsync(string[] args)
    {
        var mailboxes = int.Parse(args[0], CultureInfo.InvariantCulture);
        await using var world = await BenchmarkWorld.StartAsync(mailboxes);
        var options = world.Host.CreateAccountOptions(BenchmarkWorld.AddressOf(0), OAuthFlow.ClientCredentials);
        Console.WriteLine(
            string.Join(
                ' ', options.TokenEndpoint, options.Scope, options.Imap,
                Convert.ToBase64String(world.Host.CertificateAuthority.Root.RawData)));
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (line == "idle") await world.Host.Imap.WaitForIdleAsync(mailboxes, TimeSpan.FromMinutes(5));
            if (line == "deliver") Deliver(world, mailboxes);
            Console.WriteLine("done");
        }
    }

    private static void Deliver(BenchmarkWorld world, int mailboxes)
    {
        using var message = BenchmarkWorld.NewMessage();
        using var wire = new MemoryStream();
        var format = MimeKit.FormatOptions.Default.Clone();
        format.NewLineFormat = MimeKit.NewLineFormat.Dos;
        message.WriteTo(format, wire);
        for (var i = 0; i < mailboxes; i++) world.Host.Mailboxes.Find(BenchmarkWorld.AddressOf(i))!.Inbox.Append(wire.ToArray());
    }
}
