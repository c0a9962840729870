using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using OAuthMail.Tests.Shared;

namespace OAuthMail.EntityFrameworkCore.Reliability.Workers;

/// <summary>A worker process. Disposing it kills the process.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private WorkerProcess(Process process) => _process = process;

    /// <summary>Starts a worker.</summary>
    public static WorkerProcess Start<TSettings>(string mode, TSettings settings)
    {
        var host = typeof(WorkerProcess).Assembly;
        var process = WorkerCommand.Start(host, Path.GetFileName(host.Location), [mode]);
        process.StandardInput.WriteLine(JsonSerializer.Serialize(settings));
        process.StandardInput.Flush();
        return new WorkerProcess(process);
    }

    /// <summary>Reads the next line, or <see langword="null"/> after the worker has exited.</summary>
    public Task<string?> ReadLineAsync(TimeSpan besides = default) => _process.StandardOutput.ReadLineAsync().WaitAsync(Patience + besides);

    /// <summary>Reads lines until one of them starts with the expected text.</summary>
    public async Task<string> ExpectAsync(string expected)
    {
        while (await ReadLineAsync() is { } line)
        {
            if (line.StartsWith(expected, StringComparison.Ordinal)) return line;
            Console.WriteLine($"  worker {_process.Id}: {line}");
        }

        throw new InvalidOperationException($"The worker exited instead of writing '{expected}'.");
    }

    /// <summary>Lets the worker continue after "ready".</summary>
    public void GoOn()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
    }

    /// <summary>Continues a process that has stopped itself.</summary>
    public async Task ContinueAsync()
    {
        using var kill = Process.Start("kill", ["-CONT", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Kills the process with SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience);
    }

    /// <summary>Waits until the process has killed itself, and kills it if the time is over.</summary>
    public async Task WaitForExitAsync(TimeSpan limit)
    {
        using var timer = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(timer.Token);
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
