using System.Globalization;
using OAuthMail.MailKit.Reliability.Soak;

namespace OAuthMail.MailKit.Reliability;

/// <summary>Starts the run and its workers by name.</summary>
internal static class Program
{
    private const string Usage = """
        handlers [--processes 3] [--messages 10000] [--kills 30] [--max-repeats 250]
        deadly [--messages 300] [--max-repeats 250]
        soak [--minutes 60] [--seconds 0] [--accounts 200]
        """;

    public static async Task<int> Main(string[] args)
    {
        switch (args.FirstOrDefault())
        {
            case "handle":
                await HandlerProcess.RunAsync(args[1]);
                return 0;
            case "handlers":
                return await new HandlerRun(
                    Number(args, "--processes", 3), Number(args, "--messages", 10_000), Number(args, "--kills", 30),
                    Number(args, "--max-repeats", 250)).RunAsync();
            case "failures":
                await HandlerProcess.ListFailuresAsync(args[1]);
                return 0;
            case "deadly":
                return await new DeadlyRun(Number(args, "--messages", 300), Number(args, "--max-repeats", 250)).RunAsync();
            case "soak-application":
                await SoakProcess.RunAsync(args[1]);
                return 0;
            case "soak":
                var seconds = Number(args, "--seconds", 0);
                using (var run = new SoakRun(Number(args, "--accounts", 200), seconds > 0 ? seconds : 60 * Number(args, "--minutes", 60)))
                {
                    return await run.RunAsync();
                }

            default:
                Console.Error.WriteLine(Usage);
                return 2;
        }
    }

    private static int Number(string[] args, string name, int otherwise)
    {
        var at = Array.IndexOf(args, name);
        return at < 0 ? otherwise : int.Parse(args[at + 1], CultureInfo.InvariantCulture);
    }
}
