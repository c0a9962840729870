using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using OAuthMail.Tests.Shared;

namespace OAuthMail.Reliability.Workers;

/// <summary>A worker process. Disposing it kills the process.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    /// <summary>Starts a worker.</summary>
    /// <param name="host">The assembly whose folder contains the core's build and the worker's assembly.</param>
    /// <param name="mode">The worker's mode.</param>
    /// <param name="settings">The worker's settings.</param>
    public static WorkerProcess Start(Assembly host, string mode, WorkerSettings settings)
    {
        var process = WorkerCommand.Start(host, Path.GetFileName(typeof(WorkerProcess).Assembly.Location), [mode]);
        process.StandardInput.WriteLine(JsonSerializer.Serialize(settings));
        process.StandardInput.Flush();
        return new WorkerProcess(process);
    }

    /// <summary>Reads the next line, or <see langword="null"/> after the worker has exited.</summary>
    public Task<string?> ReadLineAsync(TimeSpan besides = default) => _process.StandardOutput.ReadLineAsync().WaitAsync(Patience + besides);

    /// <summary>Reads the next line, which must be the expected one.</summary>
    public async Task ExpectAsync(string expected)
    {
        var line = await ReadLineAsync();
        if (line != expected) throw new InvalidOperationException($"The worker wrote '{line}' instead of '{expected}'.");
    }

    /// <summary>Lets the worker continue.</summary>
    public void GoOn()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
    }

    /// <summary>Kills the process with SIGKILL or its equivalent.</summary>
    /// <returns><see langword="true"/> if the process was still running.</returns>
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
