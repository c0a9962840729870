using System.Diagnostics;
using OAuthMail.Tests.Shared;

namespace OAuthMail.Microsoft.Tests;

/// <summary>Another process with the same builds of the libraries. Disposing the instance kills the process.</summary>
internal sealed class MicrosoftWorker : IDisposable
{
    private static readonly TimeSpan MaximumWait = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private MicrosoftWorker(Process process) => _process = process;

    public static MicrosoftWorker Start(string[] arguments, (string Name, string Value)? environment = null) =>
        new(WorkerCommand.Start(typeof(MicrosoftWorker).Assembly, "OAuthMail.Microsoft.Worker.dll", arguments, environment: environment));

    /// <summary>Waits until the process is ready and pauses.</summary>
    public async Task WaitForReadyAsync() => Assert.Equal("ready", await _process.StandardOutput.ReadLineAsync().WaitAsync(MaximumWait));

    /// <summary>Makes the process continue.</summary>
    public Task ContinueAsync() => _process.StandardInput.WriteLineAsync();

    /// <summary>Waits for the process to exit.</summary>
    public async Task<(int ExitCode, string Output)> WaitForExitAsync()
    {
        var output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(MaximumWait);
        await _process.WaitForExitAsync().WaitAsync(MaximumWait);
        return (_process.ExitCode, output);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
