using System.Diagnostics;
using System.Reflection;

namespace OAuthMail.Tests.Shared;

/// <summary>Starts worker processes with the same builds of the libraries as the test.</summary>
internal static class WorkerCommand
{
    /// <summary>Starts a worker, which communicates through its standard input and output.</summary>
    /// <param name="host">The assembly whose folder contains the builds and the worker's assembly.</param>
    /// <param name="worker">The file name of the worker's assembly.</param>
    /// <param name="arguments">The worker's arguments.</param>
    /// <param name="before">A command with arguments that starts the worker.</param>
    /// <param name="environment">An environment variable to set.</param>
    public static Process Start(
        Assembly host, string worker, IEnumerable<string> arguments, string[]? before = null,
        (string Name, string Value)? environment = null)
    {
        string[] command =
        [
            .. before ?? [],
            Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet",
            "exec",
            "--runtimeconfig", Path.ChangeExtension(host.Location, ".runtimeconfig.json"),
            "--depsfile", Path.ChangeExtension(host.Location, ".deps.json"),
            Path.Combine(Path.GetDirectoryName(host.Location)!, worker),
            .. arguments,
        ];
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        if (environment is { } variable) start.Environment[variable.Name] = variable.Value;
        return Process.Start(start)!;
    }
}
