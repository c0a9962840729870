using System.Diagnostics;

namespace OAuthMail.Tests.Storage;

/// <summary>A file system of 128 KiB in memory that is mounted at a folder. It can be filled and made read-only.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;
    private readonly string _filler;

    public SmallDisk(string folder)
    {
        _folder = folder;

        // The name is not that of a store file, so that the store ignores it.
        _filler = Path.Combine(folder, "filler");
        Directory.CreateDirectory(folder);
        Mount("-t", "tmpfs", "-o", "size=128k,mode=700", "tmpfs", folder);
    }

    /// <summary>Fills the file system to the last byte.</summary>
    public void Fill()
    {
        using var file = new FileStream(_filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 1);
        try
        {
            while (true) file.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // The file system is full.
        }
    }

    /// <summary>Frees the space.</summary>
    public void Clear() => File.Delete(_filler);

    public void SetReadOnly(bool readOnly) => Mount("-o", readOnly ? "remount,ro" : "remount,rw", _folder);

    public void Dispose() => Run("umount", "-l", _folder);

    private static void Mount(params string[] arguments) => Run("mount", arguments);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }
}
