using System.Globalization;
using System.Text.Json;
using OAuthMail.EntityFrameworkCore.Reliability.Outbox;
using OAuthMail.EntityFrameworkCore.Reliability.Runs;
using OAuthMail.EntityFrameworkCore.Reliability.Workers;

namespace OAuthMail.EntityFrameworkCore.Reliability;

/// <summary>Starts the long runs and their workers by name.</summary>
internal static class Program
{
    private const string Usage = """
        many [--processes 16] [--threads 8] [--seconds 120] [--restarts 0] [--skew 0] [--pooler]
        stop
        kill [--times 500] [--accounts 8]
        outbox-kill [--times 1000] [--instances 3]
        outbox-speed [--messages 2000] [--rounds 5]
        """;

    public static async Task<int> Main(string[] args)
    {
        switch (args.FirstOrDefault())
        {
            case "rotate":
                Console.WriteLine(JsonSerializer.Serialize(await new RotatingWorker(ReadSettings()).RunAsync()));
                return 0;
            case "renew":
                await new RenewingWorker(ReadSettings()).RunAsync();
                return 0;
            case "renew-and-stop":
                await new StoppingWorker(ReadSettings()).RunAsync();
                return 0;
            case "many":
                return ExitCode(await new ManyRun
                {
                    Processes = Number(args, "--processes", 16),
                    Threads = Number(args, "--threads", 8),
                    Seconds = Number(args, "--seconds", 120),
                    Restarts = Number(args, "--restarts", 0),
                    Skew = Number(args, "--skew", 0),
                    Pooled = args.Contains("--pooler"),
                }.RunAsync());
            case "stop":
                return ExitCode(await StopRun.RunAsync());
            case "kill":
                return ExitCode(await new KillRun
                {
                    Times = Number(args, "--times", 500),
                    Accounts = Number(args, "--accounts", 8),
                }.RunAsync());
            case "outbox-process":
                await OutboxProcess.RunAsync(JsonSerializer.Deserialize<OutboxSettings>(Console.ReadLine() ?? "")!);
                return 0;
            case "outbox-kill":
                return ExitCode(await new OutboxKillRun
                {
                    Times = Number(args, "--times", 1000),
                    Instances = Number(args, "--instances", 3),
                }.RunAsync());
            case "outbox-speed":
                await new OutboxSpeedRun
                {
                    Messages = Number(args, "--messages", 2000),
                    Rounds = Number(args, "--rounds", 5),
                }.RunAsync();
                return 0;
            default:
                Console.Error.WriteLine(Usage);
                return 2;
        }
    }

    private static int ExitCode(bool succeeded) => succeeded ? 0 : 1;

    private static WorkerSettings ReadSettings() => JsonSerializer.Deserialize<WorkerSettings>(Console.ReadLine() ?? "")!;

    private static int Number(string[] args, string name, int otherwise)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
    }
}
