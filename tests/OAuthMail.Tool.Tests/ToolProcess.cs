using System.Diagnostics;

namespace OAuthMail.Tool.Tests;

/// <summary>Runs the command as a process of its own, as a shell does.</summary>
internal static class ToolProcess
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "OAuthMail.Tool.dll");

    /// <summary>Gets the native command to test instead of the one that was built with the tests, or null.</summary>
    private static readonly string? Native = Environment.GetEnvironmentVariable("OAUTHMAIL_TEST_COMMAND");

    /// <summary>Gets the words that start the command.</summary>
    public static IReadOnlyList<string> Command => string.IsNullOrEmpty(Native) ? ["dotnet", Program] : [Native];

    /// <summary>Runs the command.</summary>
    /// <param name="environment">Variables to set.</param>
    /// <param name="input">The text on standard input, or <see langword="null"/> for a pipe that stays open.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="onError">Is called with each line of standard error.</param>
    /// <param name="kill">Kills the process when it completes.</param>
    public static Task<ToolResult> RunAsync(
        IReadOnlyDictionary<string, string> environment, string? input, string[] arguments, Action<string, Process>? onError = null,
        Task? kill = null) =>
        StartAsync([.. Command, .. arguments], environment, input, onError, kill);

    /// <summary>Runs a program.</summary>
    public static async Task<ToolResult> StartAsync(
        IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, string? input,
        Action<string, Process>? onError = null, Task? kill = null, Task? ready = null)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = ReadErrorAsync(process, onError, limit.Token);
            if (ready is not null) await Task.WhenAny(ready, process.WaitForExitAsync(limit.Token));
            if (input is not null)
            {
                await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
                process.StandardInput.Close();
            }

            if (kill is not null)
            {
                await Task.WhenAny(kill, process.WaitForExitAsync(limit.Token));
                process.Kill(entireProcessTree: true);
            }

            await process.WaitForExitAsync(limit.Token);
            return new ToolResult(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static async Task<string> ReadErrorAsync(
        Process process, Action<string, Process>? onError, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        while (await process.StandardError.ReadLineAsync(cancellationToken) is { } line)
        {
            lines.Add(line);
            onError?.Invoke(line, process);
        }

        return string.Join('\n', lines);
    }
}
