using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OAuthMail.IntegrationTests.Servers;

/// <summary>A program that runs during the tests, and its output.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process) => _process = process;

    /// <summary>Starts a server.</summary>
    /// <param name="folder">The working folder.</param>
    /// <param name="input">The standard input.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">The program's arguments.</param>
    public static ServerProcess Start(string folder, string? input, string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var server = new ServerProcess(process);
        process.OutputDataReceived += server.Heard;
        process.ErrorDataReceived += server.Heard;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (input is not null) process.StandardInput.Write(input);
        process.StandardInput.Close();
        return server;
    }

    /// <summary>Runs a program until it exits.</summary>
    public static async Task RunAsync(string folder, string program, params string[] arguments)
    {
        await using var server = Start(folder, null, program, arguments);
        await server._process.WaitForExitAsync().WaitAsync(Patience);
        if (server._process.ExitCode != 0)
        {
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} exited with code {server._process.ExitCode}: {server.Output}");
        }
    }

    /// <summary>Gets the output so far.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Waits until the program writes that it is ready.</summary>
    public async Task WaitUntilReadyAsync()
    {
        var first = await Task.WhenAny(_ready.Task, _process.WaitForExitAsync(), Task.Delay(Patience));
        if (first != _ready.Task) throw new InvalidOperationException($"{_process.StartInfo.FileName} did not start: {Output}");
    }

    /// <summary>Waits until a port accepts connections, because the servers do not report that they are ready.</summary>
    public static async Task WaitForPortAsync(IPEndPoint endpoint, Func<string> explain)
    {
        for (var begun = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(endpoint);
                return;
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(begun) < Patience)
            {
                await Task.Delay(50);
            }
            catch (SocketException failure)
            {
                throw new InvalidOperationException($"No server listens at {endpoint}: {explain()}", failure);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // After SIGTERM, Dovecot also stops its child processes.
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
            try
            {
                await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
            }
            catch (TimeoutException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync();
            }
        }

        _process.Dispose();
    }

    private void Heard(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null) return;
        lock (_output) _output.AppendLine(line.Data);
        if (line.Data == "ready") _ready.TrySetResult();
    }
}
