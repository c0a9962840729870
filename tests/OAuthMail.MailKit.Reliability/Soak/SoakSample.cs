using System.Globalization;

namespace OAuthMail.MailKit.Reliability.Soak;

/// <summary>What the application uses at one moment. The memory is measured after a collection of all garbage.</summary>
internal sealed record SoakSample(double Seconds, long Memory, int Handles, int Sockets, int Threads, long Timers)
{
    public static SoakSample Take(double seconds)
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        var (handles, sockets) = CountHandles();
        return new SoakSample(seconds, GC.GetTotalMemory(false), handles, sockets, CountThreads(), Timer.ActiveCount);
    }

    public static SoakSample Parse(string text)
    {
        var parts = text.Split(' ');
        return new SoakSample(
            double.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture),
            int.Parse(parts[2], CultureInfo.InvariantCulture), int.Parse(parts[3], CultureInfo.InvariantCulture),
            int.Parse(parts[4], CultureInfo.InvariantCulture), long.Parse(parts[5], CultureInfo.InvariantCulture));
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Seconds:F0} {Memory} {Handles} {Sockets} {Threads} {Timers}");

    public string ToRow() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {Seconds / 60,6:F1} | {Memory / 1048576.0,6:F1} MiB | {Handles,4} | {Sockets,4} | {Threads,4} | {Timers,4} |");

    private static (int Handles, int Sockets) CountHandles()
    {
        if (!OperatingSystem.IsLinux()) return (0, 0);
        var handles = 0;
        var sockets = 0;
        foreach (var handle in Directory.EnumerateFiles("/proc/self/fd"))
        {
            handles++;
            try
            {
                if (new FileInfo(handle).LinkTarget?.StartsWith("socket:", StringComparison.Ordinal) == true) sockets++;
            }
            catch (IOException)
            {
                // It was closed in the meantime.
            }
        }

        return (handles, sockets);
    }

    private static int CountThreads() => OperatingSystem.IsLinux() ? Directory.EnumerateDirectories("/proc/self/task").Count() : 0;
}
