using System.Diagnostics;
using System.Runtime.InteropServices;

namespace OAuthMail.Tool.TestServer;

/// <summary>
/// Waits until the process that started this one exits, so that a test run that was killed leaves no servers behind.
/// </summary>
internal static class ParentProcess
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Waits for the exit.</summary>
    /// <param name="id">
    /// The process to wait for, or <see langword="null"/> for the parent. On Windows, the parent is unknown and the wait
    /// never completes without an ID.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public static async Task WaitForExitAsync(int? id, CancellationToken cancellationToken)
    {
        if (id is { } given)
        {
            try
            {
                using var process = Process.GetProcessById(given);
                await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (ArgumentException)
            {
                // The process has exited already.
            }

            return;
        }

        // Process 1 is the init process, or the first process of a container. It does not exit before this process.
        var parent = OperatingSystem.IsWindows() ? 0 : GetParentId();
        if (parent <= 1)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(false);
            return;
        }

        // If the parent exits, the operating system assigns another parent.
        using var timer = new PeriodicTimer(Interval);
        while (GetParentId() == parent) await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
    }

    [DllImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetParentId();
}
