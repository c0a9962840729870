using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using OAuthMail.Tests.Shared;

namespace OAuthMail.Reliability.Workers;

/// <summary>A worker, which is killed at the latest when it is disposed of.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    /// <summary>Starts a worker.</summary>
    /// <param name="host">Whose build of the core it runs with: the assembly beside which the worker's own stands.</param>
    /// <param name="mode">What it does.</param>
    /// <param name="settings">What it is told.</param>
    public static WorkerProcess Start(Assembly host, string mode, WorkerSettings settings)
    {
        var process = WorkerCommand.Start(host, Path.GetFileName(typeof(WorkerProcess).Assembly.Location), [mode]);
        process.StandardInput.WriteLine(JsonSerializer.Serialize(settings));
        process.StandardInput.Flush();
        return new WorkerProcess(process);
    }

    /// <summary>The next line that it writes; null when it has ended.</summary>
    public Task<string?> ReadLineAsync(TimeSpan besides = default) => _process.StandardOutput.ReadLineAsync().WaitAsync(Patience + besides);

    /// <summary>Waits for a line that must come.</summary>
    public async Task ExpectAsync(string expected)
    {
        var line = await ReadLineAsync();
        if (line != expected) throw new InvalidOperationException($"The worker said '{line}' instead of '{expected}'.");
    }

    /// <summary>Lets it go on.</summary>
    public void GoOn()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
    }

    /// <summary>SIGKILL, or its like: nothing in the process runs any more.</summary>
    /// <returns>Whether it was still running.</returns>
    public async Task<bool> KillAsync()
    {
        var ran = !_process.HasExited;
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return ran;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
