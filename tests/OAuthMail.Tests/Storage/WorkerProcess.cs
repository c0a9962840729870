using System.Diagnostics;
using OAuthMail.Tests.Shared;

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
        string[] before = user is { } id ? ["setpriv", $"--reuid={id}", $"--regid={id}", "--clear-groups"] : [];
        return new WorkerProcess(
            WorkerCommand.Start(typeof(WorkerProcess).Assembly, "OAuthMail.StoreWorker.dll", arguments, before, environment));
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
