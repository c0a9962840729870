using System.Globalization;
using System.Text;
using OAuthMail.Tool.Configuration;

namespace OAuthMail.Tool.Sendmail;

/// <summary>
/// A folder with the messages that were handed over and are not sent. A message is a file with its content and a file with its envelope,
/// which is written last: whatever moment a process is killed at, a message is complete or was never accepted.
/// </summary>
internal sealed class Spool(string folder)
{
    /// <summary>Stores a message.</summary>
    public SpooledMail Add(byte[] content, string account, string? sender, IReadOnlyList<string> recipients)
    {
        CreateFolder();
        var now = DateTimeOffset.UtcNow;
        var id = $"{now.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture)}-{Guid.NewGuid():N}"[..24];
        var mail = new SpooledMail(id, now, account, sender, recipients);
        PrivateFile.Write(PathOf(id, "eml"), content);
        Save(mail);
        return mail;
    }

    /// <summary>Lists the messages, the oldest one first.</summary>
    public IReadOnlyList<SpooledMail> List() =>
        Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(Load).OfType<SpooledMail>()]
            : [];

    /// <summary>Returns a message, or <see langword="null"/> if the spool does not contain it.</summary>
    public SpooledMail? Find(string id) =>
        id.All(one => char.IsAsciiLetterOrDigit(one) || one == '-') ? Load(PathOf(id, "json")) : null;

    /// <summary>Opens the content of a message.</summary>
    public Stream Open(SpooledMail mail) => File.OpenRead(PathOf(mail.Id, "eml"));

    /// <summary>
    /// Takes a message for this process. The lock ends with the process, so that a message that is still marked as being sent although it
    /// can be locked belonged to a process that was killed.
    /// </summary>
    /// <returns>The lock, or <see langword="null"/> if another process has it.</returns>
    public IDisposable? TryLock(SpooledMail mail)
    {
        try
        {
            return PrivateFile.Open(PathOf(mail.Id, "lock"), FileMode.OpenOrCreate);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Stores the envelope.</summary>
    public void Save(SpooledMail mail) =>
        PrivateFile.Write(PathOf(mail.Id, "json"), Encoding.UTF8.GetBytes(mail.ToJson()));

    /// <summary>Removes a message. The envelope goes first: without it, the rest is no message.</summary>
    public void Remove(SpooledMail mail)
    {
        foreach (var extension in new[] { "json", "eml", "lock" }) File.Delete(PathOf(mail.Id, extension));
    }

    /// <summary>
    /// Removes old files that belong to no message: their processes were killed before the envelope was written.
    /// </summary>
    public void RemoveOrphans()
    {
        if (!Directory.Exists(folder)) return;
        foreach (var file in Directory.EnumerateFiles(folder).Where(IsOrphan)) File.Delete(file);
    }

    private static bool IsOrphan(string file)
    {
        var isOld = DateTime.UtcNow - File.GetLastWriteTimeUtc(file) > TimeSpan.FromDays(1);
        return isOld && (file.EndsWith(".tmp", StringComparison.Ordinal) || !File.Exists(Path.ChangeExtension(file, "json")));
    }

    private static SpooledMail? Load(string file)
    {
        try
        {
            return SpooledMail.Parse(Path.GetFileNameWithoutExtension(file), File.ReadAllText(file));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            // Another process has sent it.
            return null;
        }
    }

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string PathOf(string id, string extension) => Path.Combine(folder, $"{id}.{extension}");
}
