using System.Diagnostics;
using System.Reflection;

namespace OAuthMail.Tests.Shared;

/// <summary>Starts further processes for a test, with the builds of the libraries that the test itself runs with.</summary>
internal static class WorkerCommand
{
    /// <summary>Starts a worker, to which and from which lines go through its standard input and output.</summary>
    /// <param name="host">Whose builds it runs with: the assembly beside which the worker's own stands.</param>
    /// <param name="worker">The file name of the worker's assembly.</param>
    /// <param name="arguments">What it is told.</param>
    /// <param name="before">A command that runs it, and that command's own arguments.</param>
    /// <param name="environment">A variable to set.</param>
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
