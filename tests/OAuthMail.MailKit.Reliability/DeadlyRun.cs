using System.Diagnostics;
using System.Globalization;

namespace OAuthMail.MailKit.Reliability;

/// <summary>
/// Delivers messages that end the process that handles them, by a stack overflow, <see cref="Environment.FailFast(string)"/> and SIGKILL,
/// among others. Two processes are started again whenever they end. The deadly messages must be recorded as failed, all others must be
/// handled, and the processes must then stay alive.
/// </summary>
internal sealed class DeadlyRun(int messages, int maxRepeats)
{
    private static readonly string[] Deadly = ["overflow", "fail-fast", "kill"];

    public async Task<int> RunAsync()
    {
        await using var world = await HandlerRunWorld.StartAsync(maxRepeats);
        for (var i = 0; i < messages; i++)
        {
            if (i % (messages / Deadly.Length) == messages / 10) world.Deliver(Deadly[i / (messages / Deadly.Length)]);
            world.Deliver(i.ToString(CultureInfo.InvariantCulture));
        }

        var watch = Stopwatch.StartNew();
        var deaths = 0;
        var workers = Enumerable.Range(0, 2).Select(_ => world.Start("handle")).ToList();
        while (world.ReadHandled().Distinct().Count() < messages && watch.Elapsed < TimeSpan.FromMinutes(5))
        {
            for (var i = 0; i < workers.Count; i++)
            {
                if (!workers[i].HasExited) continue;
                deaths++;
                workers[i].Dispose();
                workers[i] = world.Start("handle");
            }

            await Task.Delay(20);
        }

        foreach (var worker in workers)
        {
            worker.Kill();
            worker.Dispose();
        }

        var handled = world.ReadHandled();
        var failures = await world.ReadFailuresAsync();
        var lost = messages - handled.Distinct().Count();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{messages} messages and {Deadly.Length} deadly ones: {deaths} processes ended, {lost} lost, "
            + $"{handled.Count - handled.Distinct().Count()} repeated, {failures.Count} failed, {watch.Elapsed.TotalSeconds:N1} s"));
        foreach (var failure in failures) Console.WriteLine(failure);
        var areRecorded = failures.Count == Deadly.Length
            && Deadly.All(subject => failures.Any(failure => failure.StartsWith(subject + ":", StringComparison.Ordinal)));
        return lost == 0 && areRecorded ? 0 : 1;
    }
}
