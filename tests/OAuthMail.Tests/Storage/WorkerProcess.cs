using System.Diagnostics;
using OAuthMail.Tests.Shared;

namespace OAuthMail.Tests.Storage;

/// <summary>Another process that uses the same store and the same build of the core. It is killed when the test ends.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan MaximumWait = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    /// <summary>Starts a worker.</summary>
    /// <param name="arguments">The mode and its arguments.</param>
    /// <param name="user">The ID of the user to run as, or <see langword="null"/> for the current user.</param>
    /// <param name="environment">An environment variable to set.</param>
    public static WorkerProcess Start(string[] arguments, uint? user = null, (string Name, string Value)? environment = null)
    {
        string[] before = user is { } id ? ["setpriv", $"--reuid={id}", $"--regid={id}", "--clear-groups"] : [];
        return new WorkerProcess(
            WorkerCommand.Start(typeof(WorkerProcess).Assembly, "OAuthMail.StoreWorker.dll", arguments, before, environment));
    }

    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync().WaitAsync(MaximumWait);

    public async Task ContinueAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Kills the process without giving it a chance to react.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(MaximumWait);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
