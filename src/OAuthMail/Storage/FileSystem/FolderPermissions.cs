using System.Diagnostics;

namespace OAuthMail.Storage.FileSystem;

/// <summary>Whose a store on a Unix system is, and that nobody else gets at it.</summary>
internal static class FolderPermissions
{
    public static void Check(string folder, UnixFileStatus status, string? command)
    {
        var user = UnixFiles.EffectiveUser;
        if (user != 0 && user != status.Owner)
        {
            var name = UnixFiles.GetUserName(status.Owner);
            throw new TokenStoreException(
                Problems.TokenStoreOwner,
                $"The token store {folder} belongs to {name}, and this is {UnixFiles.GetUserName(user)}: "
                + $"run 'sudo -u {ShellText.Quote(name)} {command ?? ProgramPath()}'");
        }

        if ((status.Mode & UnixFileStatus.GroupAndOthers) != 0)
        {
            throw new TokenStoreException(
                Problems.TokenStoreExposed,
                $"The folder {folder} has mode {status.OctalMode} instead of 700: run 'chmod 700 {ShellText.Quote(folder)}'");
        }

        foreach (var file in Directory.EnumerateFiles(folder))
        {
            // A temporary file is somebody's write in progress, and private from the first moment on.
            if (file.EndsWith(PrivateFile.TemporarySuffix, StringComparison.Ordinal)) continue;
            if (UnixFiles.GetStatus(file) is { } found) CheckFile(file, found, status);
        }
    }

    private static void CheckFile(string file, UnixFileStatus status, UnixFileStatus folder)
    {
        if ((status.Mode & UnixFileStatus.GroupAndOthers) != 0)
        {
            throw new TokenStoreException(
                Problems.TokenStoreExposed, $"The file {file} has mode {status.OctalMode} instead of 600: run 'chmod 600 {ShellText.Quote(file)}'");
        }

        // A file of root's, left by hand in somebody's folder, would fail later, and less clearly.
        if (status.Owner != folder.Owner)
        {
            var name = UnixFiles.GetUserName(folder.Owner);
            throw new TokenStoreException(
                Problems.TokenStoreNotPermitted,
                $"The file {file} belongs to {UnixFiles.GetUserName(status.Owner)} instead of {name}: "
                + $"run 'sudo chown {ShellText.Quote(name)} {ShellText.Quote(file)}'");
        }
    }

    /// <summary>The program without its arguments, which may be secrets.</summary>
    private static string ProgramPath()
    {
        using var process = Process.GetCurrentProcess();
        var path = process.MainModule?.FileName ?? "the-program";
        var isHost = Path.GetFileNameWithoutExtension(path) is "dotnet" or "mono";
        var arguments = Environment.GetCommandLineArgs();
        return isHost && arguments.Length > 0 ? $"{ShellText.Quote(path)} {ShellText.Quote(arguments[0])} …" : $"{ShellText.Quote(path)} …";
    }
}
