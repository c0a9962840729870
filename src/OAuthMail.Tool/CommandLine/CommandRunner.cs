using System.CommandLine;
using OAuthMail.Tool.Configuration;

namespace OAuthMail.Tool.CommandLine;

/// <summary>Runs the action of a command, and turns every failure into one message and an exit code.</summary>
internal static class CommandRunner
{
    /// <summary>Returns a command as a user writes it, with its parents.</summary>
    public static string GetPath(this Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{parent.GetPath()} {command.Name}" : "oauthmail";

    /// <summary>Sets the action of a command that needs the configuration.</summary>
    public static void Run(
        this Command command, Func<ParseResult, AccountServices, CancellationToken, Task<int>> action) =>
        command.SetAction((result, cancellationToken) => RunAsync(
            async () =>
            {
                var services = AccountServices.Open(result.GetValue(GlobalOptions.Configuration));
                await using var held = services.ConfigureAwait(false);
                return await action(result, services, cancellationToken).ConfigureAwait(false);
            },
            cancellationToken));

    /// <summary>Runs an action, and returns its exit code or that of its failure.</summary>
    public static async Task<int> RunAsync(Func<Task<int>> action, CancellationToken cancellationToken)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Canceled;
        }
        catch (UsageException failure)
        {
            return Tell(failure, failure.ExitCode);
        }
        catch (MailConfigurationException failure)
        {
            return Tell(failure, ExitCodes.Configuration);
        }
        catch (OAuthMailException failure)
        {
            return Tell(failure, ExitCodes.Of(failure.Problem.Kind));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Tell(failure, ExitCodes.File);
        }
    }

    private static int Tell(Exception failure, int code)
    {
        Terminal.Tell($"oauthmail: {failure.Message}");
        return code;
    }
}
