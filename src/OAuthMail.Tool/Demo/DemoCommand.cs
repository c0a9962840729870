using System.CommandLine;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Demo;

/// <summary>Implements <c>oauthmail demo</c>, which runs all flows with servers in this process.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var command = new Command(
            "demo",
            "Starts an authorization server and SMTP, IMAP and POP3 servers in this process, and runs every flow.");
        command.SetAction((result, cancellationToken) => RunAsync(result.GetValue(GlobalOptions.Json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(bool json, CancellationToken cancellationToken)
    {
        IDemoOutput output = json ? new DemoJson(Console.Out) : new DemoTable(Console.Out);
        var demo = await DemoRun.StartAsync(output, cancellationToken).ConfigureAwait(false);
        await using var held = demo.ConfigureAwait(false);
        var succeeded = await demo.RunAsync(cancellationToken).ConfigureAwait(false);
        return succeeded ? 0 : 1;
    }
}
