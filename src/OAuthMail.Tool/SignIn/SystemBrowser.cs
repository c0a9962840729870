using System.ComponentModel;
using System.Diagnostics;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.SignIn;

/// <summary>Opens an address in the user's browser.</summary>
internal static class SystemBrowser
{
    /// <summary>
    /// Gets a value that indicates whether a browser can be expected on this machine. In a session over SSH, a browser would open on the
    /// remote screen, if at all.
    /// </summary>
    public static bool IsExpected =>
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
            ? !IsRemote
            : !IsRemote && (Has("DISPLAY") || Has("WAYLAND_DISPLAY") || Has("BROWSER"));

    public static bool IsRemote => Has("SSH_CONNECTION") || Has("SSH_TTY");

    /// <summary>Opens an address. If no browser can be opened, the user opens the address that was written.</summary>
    public static Task OpenAsync(Uri url, CancellationToken cancellationToken)
    {
        Terminal.Tell($"Opening the browser. If nothing happens, open this address:\n\n{url.AbsoluteUri}\n");
        try
        {
            using var process = Process.Start(Command(url.AbsoluteUri));
        }
        catch (Exception failure) when (failure is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            Terminal.Tell("No browser could be opened.");
        }

        return Task.CompletedTask;
    }

    // The address is a separate argument, which no shell interprets. Output of the browser does not appear among the results.
    private static ProcessStartInfo Command(string url)
    {
        if (OperatingSystem.IsWindows()) return new ProcessStartInfo(url) { UseShellExecute = true };
        var chosen = Environment.GetEnvironmentVariable("BROWSER");
        var program = OperatingSystem.IsMacOS() ? "open" : string.IsNullOrWhiteSpace(chosen) ? "xdg-open" : chosen;
        return new ProcessStartInfo(program, [url]) { RedirectStandardOutput = true, RedirectStandardError = true };
    }

    private static bool Has(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
}
