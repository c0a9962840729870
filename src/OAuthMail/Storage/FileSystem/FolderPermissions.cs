using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace OAuthMail.Storage.FileSystem;

/// <summary>
/// Checks on Unix that the store belongs to the current user and that no other user has access to it. Access of the group is removed:
/// container orchestrators add it to all files of a volume at each start (<c>fsGroup</c>), so an error would return at each start.
/// </summary>
internal static class FolderPermissions
{
    private const int MaximumNames = 10;

    public static void Check(string folder, UnixFileStatus status, string? command, ILogger logger)
    {
        var user = UnixFiles.EffectiveUser;
        if (user != 0 && user != status.Owner) throw WrongOwner(folder, status, user, command);
        CheckParent(folder, status, user, logger);

        // The folder comes first: afterwards, no other user can change what is in it.
        var tightened = new List<string>();
        var exposed = new List<(string Path, UnixFileStatus Status)>();
        var foreign = new List<(string Path, UnixFileStatus Status)>();
        CheckAccess(folder, status, tightened, exposed);
        if (exposed.Count == 0 || (status.Mode & UnixFileStatus.OtherWrite) == 0)
        {
            foreach (var file in Directory.EnumerateFiles(folder))
            {
                // A temporary file belongs to a write in progress. It is private from its creation.
                if (file.EndsWith(PrivateFile.TemporarySuffix, StringComparison.Ordinal)) continue;
                if (UnixFiles.GetStatus(file) is not { } found) continue;

                // A file that root created by hand in the folder would cause an unclear error later.
                if (found.Owner != status.Owner) foreign.Add((file, found));
                else CheckAccess(file, found, tightened, exposed);
            }
        }

        if (tightened.Count > 0) PermissionLog.Tightened(logger, tightened.Count, folder, Names(tightened));
        if (exposed.Count > 0) throw Exposed(folder, exposed);
        if (foreign.Count > 0) throw Foreign(folder, foreign, status.Owner);
    }

    /// <summary>
    /// Checks the folder that contains the store: who can write to it can put another folder in the place of the store. A group is allowed,
    /// because container orchestrators give volumes to one. The topmost folder of a mounted volume is allowed too: orchestrators create
    /// volumes that everybody can write to (a Kubernetes emptyDir has mode 0777), or that belong to another user, and who provides the
    /// volume is trusted. The store must then belong to the current user, so that it cannot be replaced by a store of another user.
    /// </summary>
    internal static void CheckParent(string folder, UnixFileStatus store, uint user, ILogger logger)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(folder)) is not { } parent || UnixFiles.GetStatus(parent) is not { } status) return;
        var quoted = ShellText.Quote(parent);
        var isWritable = (status.Mode & UnixFileStatus.OtherWrite) != 0;
        if (isWritable && store.Owner != user)
        {
            var owner = UnixFiles.GetUserName(store.Owner);
            throw new TokenStoreException(
                Problems.TokenStoreExposed,
                $"The token store {folder} belongs to the user {owner} instead of {UnixFiles.GetUserName(user)}, and every user can "
                + $"create it, because the folder {parent} has mode {status.OctalMode}. Run the program as {owner}, or move the store.");
        }

        if (UnixFiles.IsMountPoint(parent, status))
        {
            if (isWritable && (status.Mode & UnixFileStatus.Sticky) == 0) PermissionLog.SharedVolume(logger, folder, parent);
            return;
        }

        if (isWritable && (status.Mode & UnixFileStatus.Sticky) == 0)
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
            + "that user. Move the store, or have an administrator run "
            + $"'chown {ShellText.Quote(UnixFiles.GetUserNameOrId(user))} {quoted}'.");
    }

    /// <summary>Removes the access of the group. A path to which others still have access is added to the exposed ones.</summary>
    private static void CheckAccess(
        string path, UnixFileStatus status, List<string> tightened, List<(string Path, UnixFileStatus Status)> exposed)
    {
        if ((status.Mode & UnixFileStatus.GroupAndOthers) == 0) return;
        if ((status.Mode & UnixFileStatus.Others) == 0 && !IsLink(path) && TryTighten(path, status)) tightened.Add(path);
        else exposed.Add((path, status));
    }

    /// <summary>Returns whether the group has no access anymore. Some file systems refuse or ignore a change of permissions.</summary>
    private static bool TryTighten(string path, UnixFileStatus status)
    {
        try
        {
            UnixFiles.SetMode(path, status.Mode & ~UnixFileStatus.GroupAccess);
            return UnixFiles.GetStatus(path) is not { } now || (now.Mode & UnixFileStatus.GroupAndOthers) == 0;
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            return false;
        }
    }

    /// <summary>A link that another user has placed in the folder must not change the permissions of a file elsewhere.</summary>
    private static bool IsLink(string path) => (File.GetAttributes(path) & FileAttributes.ReparsePoint) != 0;

    private static TokenStoreException WrongOwner(string folder, UnixFileStatus status, uint user, string? command)
    {
        var name = UnixFiles.GetUserName(status.Owner);
        var advice = UnixFiles.IsMountPoint(folder, status)
            ? $"It is a mounted volume. Use a folder in it, such as {ShellText.Quote(Path.Combine(folder, "tokens"))}, which this program "
                + "creates."
            : HasSudo()
                ? $"Run 'sudo -u {ShellText.Quote(name)} {command ?? ProgramPath()}'."
                : $"Run the program as the user {UnixFiles.GetUserNameOrId(status.Owner)} (in Docker '--user {status.Owner}', "
                    + $"in Kubernetes 'runAsUser: {status.Owner}').";
        return new TokenStoreException(
            Problems.TokenStoreOwner,
            $"The token store {folder} belongs to the user {name}, but the current user is {UnixFiles.GetUserName(user)}. {advice}");
    }

    private static TokenStoreException Exposed(string folder, List<(string Path, UnixFileStatus Status)> exposed)
    {
        string what;
        string command;
        if (exposed.Count == 1)
        {
            var (path, status) = exposed[0];
            var wanted = path == folder ? "700" : "600";
            what = $"The {(path == folder ? "folder" : "file")} {path} has mode {status.OctalMode} instead of {wanted}.";
            command = $"chmod {wanted} {ShellText.Quote(path)}";
        }
        else
        {
            var names = Names([.. exposed.Select(each => $"{each.Path} (mode {each.Status.OctalMode})")]);
            what = $"{exposed.Count} files and folders have a mode other than 700 (folder) and 600 (files): {names}.";
            command = $"chmod -R go= {ShellText.Quote(folder)}";
        }

        return new TokenStoreException(Problems.TokenStoreExposed, $"{what} Run '{command}'.");
    }

    private static TokenStoreException Foreign(string folder, List<(string Path, UnixFileStatus Status)> foreign, uint owner)
    {
        var name = UnixFiles.GetUserName(owner);
        var change = $"chown {(foreign.Count == 1 ? "" : "-R ")}{ShellText.Quote(UnixFiles.GetUserNameOrId(owner))} "
            + ShellText.Quote(foreign.Count == 1 ? foreign[0].Path : folder);
        var what = foreign.Count == 1
            ? $"The file {foreign[0].Path} belongs to the user {UnixFiles.GetUserName(foreign[0].Status.Owner)} instead of {name}."
            : $"{foreign.Count} files belong to other users than {name}: "
                + Names([.. foreign.Select(each => $"{each.Path} ({UnixFiles.GetUserName(each.Status.Owner)})")]) + ".";
        var advice = HasSudo()
            ? $"Run 'sudo {change}'."
            : UnixFiles.IsRoot ? $"Run '{change}'." : $"Run '{change}' as root, or delete the files and sign in again.";
        return new TokenStoreException(Problems.TokenStoreNotPermitted, $"{what} {advice}");
    }

    private static string Names(List<string> paths) =>
        string.Join(", ", paths.Take(MaximumNames)) + (paths.Count > MaximumNames ? $" and {paths.Count - MaximumNames} more" : "");

    /// <summary>Containers usually have no sudo.</summary>
    internal static bool HasSudo()
    {
        var folders = Environment.GetEnvironmentVariable("PATH") ?? "";
        return folders.Split(Path.PathSeparator).Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, "sudo")));
    }

    /// <summary>Returns the path of the program without its arguments, which may be secrets.</summary>
    private static string ProgramPath()
    {
        using var process = Process.GetCurrentProcess();
        var path = process.MainModule?.FileName ?? "the-program";
        var isHost = Path.GetFileNameWithoutExtension(path) is "dotnet" or "mono" or "mono-sgen";
        var arguments = Environment.GetCommandLineArgs();
        return isHost && arguments.Length > 0
            ? $"{ShellText.Quote(path)} {ShellText.Quote(arguments[0])} …"
            : $"{ShellText.Quote(path)} …";
    }
}
