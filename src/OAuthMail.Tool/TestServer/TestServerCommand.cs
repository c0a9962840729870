using System.CommandLine;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.TestServer;

/// <summary>Implements <c>oauthmail test-server</c>, which runs the test servers for programs in other processes.</summary>
internal static class TestServerCommand
{
    public static Command Create()
    {
        var ports = new Option<string?>("--ports")
        {
            Description = $"Fixed ports, such as smtp=5587,imaps=5993. Names: {string.Join(", ", TestServerPorts.Names)}. "
                + "The others are free ports.",
        };
        var catchAll = new Option<bool>("--catch-all")
        {
            Description = $"Accept mail for every recipient. Mail for unknown recipients is delivered to {TestServerSettings.CatchAll}.",
        };
        var users = new Option<string[]>("--user")
        {
            Description = "An address with a mailbox. The option can be repeated.",
            DefaultValueFactory = _ => [TestServerSettings.DefaultUser],
        };
        var dialect = new Option<TestServerDialect>("--dialect")
        {
            Description = "The servers to emulate.",
            DefaultValueFactory = _ => TestServerDialect.Standard,
        };
        var host = new Option<string?>("--host")
        {
            Description = "The name by which other machines or containers reach the servers, which then listen on all interfaces.",
        };
        var caFile = new Option<string?>("--ca-file")
        {
            Description = "Where to write the certificate that clients must trust (PEM). The default is a temporary file.",
        };
        var token = new Option<string?>("--control-token") { Description = "The token of the control endpoint. The default is random." };
        var keepRunning = new Option<bool>("--keep-running") { Description = "Do not stop when the process that started this one exits." };
        var parent = new Option<int?>("--parent") { Description = "Stop when the process with this ID exits." };
        var command = new Command(
            "test-server",
            "Runs an authorization server and SMTP, IMAP and POP3 servers for tests, until the process that started it exits.")
        {
            ports, catchAll, users, dialect, host, caFile, token, keepRunning, parent,
        };
        command.SetAction((result, cancellationToken) =>
        {
            if (!TestServerPorts.TryParse(result.GetValue(ports), out var fixedPorts, out var problem))
                return Task.FromResult(Fail(problem, ExitCodes.Usage));
            var settings = new TestServerSettings
            {
                Ports = fixedPorts,
                Json = result.GetValue(GlobalOptions.Json),
                CatchesAll = result.GetValue(catchAll),
                Users = result.GetValue(users) ?? [],
                Dialect = result.GetValue(dialect),
                Host = result.GetValue(host),
                CaFile = result.GetValue(caFile),
                ControlToken = result.GetValue(token),
                KeepsRunning = result.GetValue(keepRunning),
                Parent = result.GetValue(parent),
            };
            return RunAsync(settings, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(TestServerSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            await TestServerRun.RunAsync(settings, Console.Out, cancellationToken).ConfigureAwait(false);
            return ExitCodes.Success;
        }
        catch (ArgumentException e)
        {
            return Fail(e.Message, ExitCodes.Usage);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(e.Message, ExitCodes.File);
        }
    }

    private static int Fail(string message, int exitCode)
    {
        Terminal.Tell($"oauthmail: {message}");
        return exitCode;
    }
}
