using System.Globalization;
using System.Text.Json;
using OAuthMail.Reliability.Authorities;
using OAuthMail.Reliability.Runs;
using OAuthMail.Reliability.Workers;
using OAuthMail.Testing;
using OAuthMail.Testing.Tests.Mail;

namespace OAuthMail.Reliability;

/// <summary>Starts the long runs and their workers by name.</summary>
internal static class Program
{
    private const string Usage = """
        rotation [--processes 16] [--threads 8] [--seconds 120] [--server provider|one-time]
        kill [--times 1000] [--server provider|one-time|grace|rolling]
        window [--times 2000] [--folder <where the store is>]
        commands [--count 100000] [--seed 1]
        """;

    public static async Task<int> Main(string[] args)
    {
        try
        {
            switch (args.FirstOrDefault())
            {
                case "rotate":
                    Console.WriteLine(JsonSerializer.Serialize(await new RotatingWorker(ReadSettings()).RunAsync()));
                    return 0;
                case "renew":
                    await new RenewingWorker(ReadSettings()).RunAsync();
                    return 0;
                case "rotation":
                    return await RunRotationAsync(args);
                case "kill":
                    await RunKillsAsync(args);
                    return 0;
                case "window":
                    await RunWindowAsync(args);
                    return 0;
                case "commands":
                    await RunCommandsAsync(args);
                    return 0;
                default:
                    Console.Error.WriteLine(Usage);
                    return 2;
            }
        }
        catch (OAuthMailException failure)
        {
            Console.WriteLine($"{failure.Code}: {failure.Message}");
            return 1;
        }
    }

    private static async Task<int> RunRotationAsync(string[] args)
    {
        await using var authority = await StartAuthorityAsync(args, shortTokens: true);
        var run = new RotationRun
        {
            Authority = authority,
            Processes = Number(args, "--processes", 16),
            Threads = Number(args, "--threads", 8),
            Seconds = Number(args, "--seconds", 120),
        };
        var report = await run.RunAsync();
        Console.WriteLine(report);
        return report.Violations.Count == 0 ? 0 : 1;
    }

    private static async Task RunKillsAsync(string[] args)
    {
        await using var authority = await StartAuthorityAsync(args, shortTokens: false);
        var run = new KillRun
        {
            Authority = authority,
            Times = Number(args, "--times", 1000),
            Killed = static report =>
            {
                if (report.Kills % 100 == 0) Console.Error.WriteLine($"{report.Kills} kills, {report.SignIns} sign-ins");
            },
        };
        Console.WriteLine(await run.RunAsync());
    }

    private static async Task RunWindowAsync(string[] args)
    {
        await using var authority = await StartAuthorityAsync(args, shortTokens: false);
        Console.WriteLine(
            await new WindowRun { Authority = authority, Times = Number(args, "--times", 2000), Parent = Text(
                args, "--folder", Path.GetTempPath()) }.RunAsync());
    }

    private static async Task RunCommandsAsync(string[] args)
    {
        var count = Number(args, "--count", 100_000);
        foreach (var protocol in Enum.GetValues<MailProtocol>())
        {
            var connections = await CommandFuzzRun.RunAsync(protocol, count, Number(args, "--seed", 1));
            Console.WriteLine($"{protocol}: {count} commands in {connections} connections, each answered or closed");
        }
    }

    private static async Task<Authority> StartAuthorityAsync(string[] args, bool shortTokens)
    {
        var lifetime = shortTokens ? TimeSpan.FromSeconds(1) : TimeSpan.FromHours(1);
        return Text(args, "--server", "provider") switch
        {
            "provider" => await ProviderAuthority.StartAsync(shortTokens),
            "one-time" => await TestAuthority.StartAsync(RefreshTokenRotation.OneTime, lifetime),
            "grace" => await TestAuthority.StartAsync(RefreshTokenRotation.OneTime, lifetime, TimeSpan.FromMinutes(1)),
            "rolling" => await TestAuthority.StartAsync(RefreshTokenRotation.Rolling, lifetime),
            var other => throw new ArgumentException($"'{other}' isn't a valid server. Valid values: provider, one-time, grace, rolling."),
        };
    }

    private static WorkerSettings ReadSettings() => JsonSerializer.Deserialize<WorkerSettings>(Console.ReadLine() ?? "")!;

    private static int Number(string[] args, string name, int otherwise) =>
        int.Parse(Text(args, name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    private static string Text(string[] args, string name, string otherwise)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise;
    }
}
