using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace OAuthMail.Tool.CommandLine;

/// <summary>
/// Writes to standard output and standard error without the console of .NET, which changes the mode of the terminal before it writes: the
/// terminal may belong to a mail program that has started the command.
/// </summary>
internal static class UnixOutput
{
    public const int StandardOutput = 1;

    public const int StandardError = 2;

    private const int ReadWrite = 2;

    private const int Interrupted = 4;

    private const int BrokenPipe = 32;

    /// <summary>
    /// Opens /dev/null in place of standard files that the caller has closed. Otherwise, the next file that is opened would have the number
    /// of standard output, and a message would be written into it.
    /// </summary>
    public static void OpenMissing()
    {
        if (OperatingSystem.IsWindows()) return;
        int file;
        do file = OpenNative("/dev/null\0"u8.ToArray(), ReadWrite);
        while (file is >= 0 and <= StandardError);
        if (file >= 0) _ = CloseNative(file);
    }

    /// <summary>Writes a text.</summary>
    /// <returns><see langword="false"/> if the reader has closed the pipe, which is no error for most commands.</returns>
    /// <exception cref="IOException">The text cannot be written.</exception>
    public static bool Write(int file, string text)
    {
        var rest = Encoding.UTF8.GetBytes(text);
        while (rest.Length > 0)
        {
            var written = WriteNative(file, rest, rest.Length);
            if (written >= 0)
            {
                rest = rest[(int)written..];
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error == BrokenPipe) return false;
            if (error != Interrupted) throw new IOException($"The output cannot be written: {new Win32Exception(error).Message}.");
        }

        return true;
    }

#pragma warning disable SYSLIB1054 // LibraryImport needs unsafe code. All arguments are blittable.
    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    private static extern nint WriteNative(int file, byte[] buffer, nint count);

    [DllImport("libc", EntryPoint = "open")]
    private static extern int OpenNative(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int CloseNative(int file);
#pragma warning restore SYSLIB1054
}
