using System.Diagnostics;

namespace OAuthMail.Tests.Storage;

/// <summary>A file system of 128 KiB, in memory, at a folder: it can be filled up and made read-only.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;
    private readonly string _filler;

    public SmallDisk(string folder)
    {
        _folder = folder;

        // No file of a store: the store counts, and removes, none of these.
        _filler = Path.Combine(folder, "filler");
        Directory.CreateDirectory(folder);
        Mount("-t", "tmpfs", "-o", "size=128k,mode=700", "tmpfs", folder);
    }

    /// <summary>Fills it to the last byte.</summary>
    public void Fill()
    {
        using var file = new FileStream(_filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 1);
        try
        {
            while (true) file.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // Which is what was wanted.
        }
    }

    /// <summary>Makes room again.</summary>
    public void Clear() => File.Delete(_filler);

    public void SetReadOnly(bool readOnly) => Mount("-o", readOnly ? "remount,ro" : "remount,rw", _folder);

    public void Dispose() => Run("umount", "-l", _folder);

    private static void Mount(params string[] arguments) => Run("mount", arguments);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, said);
    }
}
