using Microsoft.Extensions.Logging;
using OAuthMail.Storage.FileSystem;
using OAuthMail.Storage.Locking;

namespace OAuthMail.Storage.Files;

/// <summary>Opens a store: creates or checks the folder, checks that file locks work, and derives the keys.</summary>
internal sealed class StoreOpening(string folder, FileTokenStoreOptions options, ILogger logger)
{
    private const string StoreLock = "oauthmail-store.lock";
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromMinutes(1);

    public async Task<RecordFolder> OpenAsync(TokenProtection protection, LeaseWait wait)
    {
        try
        {
            PrivateFolder.Create(folder);
            var status = UnixFiles.GetStatus(folder);
            var owner = FileOwner.For(status);
            if (status is { } known) FolderPermissions.Check(folder, known, options.Command, logger);

            using var held = await LockFile.OpenAsync(
                Path.Combine(folder, StoreLock), owner, wait, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(100))
                .ConfigureAwait(false);
            CheckLocking(owner);
            RemoveLeftovers();
            var description = StoreDescription.ReadOrCreate(folder, owner);
            return new RecordFolder(folder, new TokenRecordCodec(protection.Build(description.Salt, description.Iterations)), owner);
        }
        catch (OperationCanceledException) when (wait.IsTimeout)
        {
            throw new TokenStoreException(
                Problems.TokenLeaseTimeout,
                $"Timed out after {options.LeaseTimeout} waiting for another process that opens the store {folder}.");
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.Wrap(e, folder, "Opening the token store");
        }
    }

    private void CheckLocking(FileOwner? owner)
    {
        using var second = LockFile.TryOpen(Path.Combine(folder, StoreLock), owner);
        if (second is null) return;
        var variable = Environment.GetEnvironmentVariable("DOTNET_SYSTEM_IO_DISABLEFILELOCKING");
        var cause = string.IsNullOrEmpty(variable)
            ? "its file system does not support file locks"
            : $"DOTNET_SYSTEM_IO_DISABLEFILELOCKING is {variable}";
        throw new TokenStoreException(Problems.TokenStoreLocksMissing, $"A file in {folder} could be locked twice: {cause}.");
    }

    /// <summary>
    /// Deletes temporary files of processes that were killed during a write. A running writer keeps its file open. A file younger than
    /// the minimum age is skipped, because its writer may not have opened it yet. The age is an absolute value, because clocks may have
    /// been set.
    /// </summary>
    private void RemoveLeftovers()
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*" + PrivateFile.TemporarySuffix))
        {
            var age = DateTime.UtcNow - File.GetLastWriteTimeUtc(file);
            if (age.Duration() > LeftoverAge && !PrivateFile.IsHeldOpen(file)) File.Delete(file);
        }
    }
}
