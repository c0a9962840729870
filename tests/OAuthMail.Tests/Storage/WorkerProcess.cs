using System.Diagnostics;

namespace OAuthMail.Tests.Storage;

/// <summary>Another process over the same store, with the same build of the core. It is killed when the test ends.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    /// <summary>Starts a worker.</summary>
    /// <param name="arguments">The mode and what it needs.</param>
    /// <param name="user">The number of the user to run as, or null for this one.</param>
    /// <param name="environment">A variable to set.</param>
    public static WorkerProcess Start(string[] arguments, uint? user = null, (string Name, string Value)? environment = null)
    {
        var tests = typeof(WorkerProcess).Assembly.Location;
        string[] command =
        [
            .. user is { } id ? new[] { "setpriv", $"--reuid={id}", $"--regid={id}", "--clear-groups" } : [],
            Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet",
            "exec",
            "--runtimeconfig", Path.ChangeExtension(tests, ".runtimeconfig.json"),
            "--depsfile", Path.ChangeExtension(tests, ".deps.json"),
            Path.Combine(Path.GetDirectoryName(tests)!, "OAuthMail.StoreWorker.dll"),
            .. arguments,
        ];
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        if (environment is { } variable) start.Environment[variable.Name] = variable.Value;
        return new WorkerProcess(Process.Start(start)!);
    }

    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync().WaitAsync(Patience);

    public async Task GoOnAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>SIGKILL, or its like: nothing in the process runs any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
