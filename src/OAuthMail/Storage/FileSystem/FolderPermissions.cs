using System.Diagnostics;

namespace OAuthMail.Storage.FileSystem;

/// <summary>Checks on Unix that the store belongs to the current user and that no other user has access to it.</summary>
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
                $"The token store {folder} belongs to the user {name}, but the current user is {UnixFiles.GetUserName(user)}. "
                + $"Run 'sudo -u {ShellText.Quote(name)} {command ?? ProgramPath()}'.");
        }

        if ((status.Mode & UnixFileStatus.GroupAndOthers) != 0)
        {
            throw new TokenStoreException(
                Problems.TokenStoreExposed,
                $"The folder {folder} has mode {status.OctalMode} instead of 700. Run 'chmod 700 {ShellText.Quote(folder)}'.");
        }

        CheckParent(folder, user);
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            // A temporary file belongs to a write in progress. It is private from its creation.
            if (file.EndsWith(PrivateFile.TemporarySuffix, StringComparison.Ordinal)) continue;
            if (UnixFiles.GetStatus(file) is { } found) CheckFile(file, found, status);
        }
    }

    /// <summary>
    /// Checks the folder that contains the store: who can write to it can put another folder in the place of the store. A group is allowed,
    /// because container orchestrators give volumes to one.
    /// </summary>
    internal static void CheckParent(string folder, uint user)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(folder)) is not { } parent || UnixFiles.GetStatus(parent) is not { } status) return;
        var quoted = ShellText.Quote(parent);
        if ((status.Mode & UnixFileStatus.OtherWrite) != 0 && (status.Mode & UnixFileStatus.Sticky) == 0)
        {
            throw new TokenStoreException(
                Problems.TokenStoreExposed,
                $"All users can replace the token store {folder}, because the folder {parent} has mode {status.OctalMode}. "
                + $"Run 'chmod o-w {quoted}'.");
        }

        if (user == 0 || status.Owner == 0 || status.Owner == user) return;
        throw new TokenStoreException(
            Problems.TokenStoreExposed,
            $"The user {UnixFiles.GetUserName(status.Owner)} can replace the token store {folder}, because the folder {parent} belongs to "
            + $"that user. Move the store, or have an administrator run 'chown {ShellText.Quote(UnixFiles.GetUserName(user))} {quoted}'.");
    }

    private static void CheckFile(string file, UnixFileStatus status, UnixFileStatus folder)
    {
        if ((status.Mode & UnixFileStatus.GroupAndOthers) != 0)
        {
            throw new TokenStoreException(
                Problems.TokenStoreExposed,
                $"The file {file} has mode {status.OctalMode} instead of 600. Run 'chmod 600 {ShellText.Quote(file)}'.");
        }

        // A file that root created by hand in the folder would cause an unclear error later.
        if (status.Owner != folder.Owner)
        {
            var name = UnixFiles.GetUserName(folder.Owner);
            throw new TokenStoreException(
                Problems.TokenStoreNotPermitted,
                $"The file {file} belongs to the user {UnixFiles.GetUserName(status.Owner)} instead of {name}. "
                + $"Run 'sudo chown {ShellText.Quote(name)} {ShellText.Quote(file)}'.");
        }
    }

    /// <summary>Returns the path of the program without its arguments, which may be secrets.</summary>
    private static string ProgramPath()
    {
        using var process = Process.GetCurrentProcess();
        var path = process.MainModule?.FileName ?? "the-program";
        var isHost = Path.GetFileNameWithoutExtension(path) is "dotnet" or "mono";
        var arguments = Environment.GetCommandLineArgs();
        return isHost && arguments.Length > 0
            ? $"{ShellText.Quote(path)} {ShellText.Quote(arguments[0])} …"
            : $"{ShellText.Quote(path)} …";
    }
}
