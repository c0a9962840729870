using System.Diagnostics;
using System.Globalization;

namespace OAuthMail.MailKit.Reliability;

/// <summary>
/// Delivers messages to a mailbox that several processes handle, and kills the processes at random times. No message may be lost, and none
/// may be handled by two processes at a time.
/// </summary>
internal sealed class HandlerRun(int processes, int messages, int kills, int maxRepeats)
{
    private readonly Random _random = new(Seed: 1);

    public async Task<int> RunAsync()
    {
        await using var world = await HandlerRunWorld.StartAsync(maxRepeats);
        var (host, folder) = (world.Host, world.Folder);
        var workers = Enumerable.Range(0, processes).Select(_ => world.Start("handle")).ToList();
        var delivering = Task.Run(async () =>
        {
            for (var i = 0; i < messages; i++)
            {
                world.Deliver(i.ToString(CultureInfo.InvariantCulture));
                if (i % 10 == 9) await Task.Delay(25);
            }
        });

        var mostConnections = 0;
        var watch = Stopwatch.StartNew();
        var killed = 0;
        for (; killed < kills && world.ReadHandled().Count < messages; killed++)
        {
            var until = watch.Elapsed + TimeSpan.FromMilliseconds(500 + _random.Next(4000));
            while (watch.Elapsed < until)
            {
                mostConnections = Math.Max(mostConnections, host.Imap.OpenConnections);
                await Task.Delay(10);
            }

            var victim = _random.Next(workers.Count);
            workers[victim].Kill();
            await workers[victim].WaitForExitAsync();
            workers[victim].Dispose();
            workers[victim] = world.Start("handle");
        }

        await delivering;
        while (world.ReadHandled().Distinct().Count() < messages && watch.Elapsed < TimeSpan.FromMinutes(15)) await Task.Delay(100);
        foreach (var worker in workers)
        {
            worker.Kill();
            worker.Dispose();
        }

        var handled = world.ReadHandled();
        var lost = messages - handled.Distinct().Count();
        var repeated = handled.Count - handled.Distinct().Count();
        var failures = await world.ReadFailuresAsync();
        var file = Path.Combine(folder, "work", "together");
        var together = File.Exists(file) ? File.ReadAllLines(file).Length : 0;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{processes} processes, {messages} messages, {killed} kills: {lost} lost, {repeated} repeated, {failures.Count} failed, "
            + $"{together} handled by two at a time, at most {mostConnections} connections, {watch.Elapsed.TotalSeconds:N1} s"));
        return lost == 0 && together == 0 && failures.Count == 0 && repeated <= killed * maxRepeats ? 0 : 1;
    }
}
