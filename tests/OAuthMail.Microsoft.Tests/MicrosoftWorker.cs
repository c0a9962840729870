using System.Diagnostics;
using OAuthMail.Tests.Shared;

namespace OAuthMail.Microsoft.Tests;

/// <summary>Another process, with the same builds of the libraries. It is killed when the test ends.</summary>
internal sealed class MicrosoftWorker : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private MicrosoftWorker(Process process) => _process = process;

    public static MicrosoftWorker Start(string[] arguments, (string Name, string Value)? environment = null) =>
        new(WorkerCommand.Start(typeof(MicrosoftWorker).Assembly, "OAuthMail.Microsoft.Worker.dll", arguments, environment: environment));

    public async Task AwaitReadyAsync() => Assert.Equal("ready", await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience));

    public Task GoOnAsync() => _process.StandardInput.WriteLineAsync();

    /// <summary>Waits for the end.</summary>
    public async Task<(int ExitCode, string Output)> EndAsync()
    {
        var output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return (_process.ExitCode, output);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
