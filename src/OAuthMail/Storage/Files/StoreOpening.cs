using OAuthMail.Storage.FileSystem;
using OAuthMail.Storage.Locking;

namespace OAuthMail.Storage.Files;

/// <summary>What happens once, when a store is opened: the folder is made or checked, locking is proven, the keys are derived.</summary>
internal sealed class StoreOpening(string folder, FileTokenStoreOptions options)
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
            if (status is { } known) FolderPermissions.Check(folder, known, options.Command);

            using var held = await LockFile.OpenAsync(
                Path.Combine(folder, StoreLock), owner, wait, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(100)).ConfigureAwait(false);
            ProveLocking(owner);
            RemoveLeftovers();
            var description = StoreDescription.ReadOrCreate(folder, owner);
            return new RecordFolder(folder, new TokenRecordCodec(protection.Build(description.Salt, description.Iterations)), owner);
        }
        catch (OperationCanceledException) when (wait.IsTimeout)
        {
            throw new TokenStoreException(
                Problems.TokenLeaseTimeout, $"Another process has been opening the store {folder} for longer than {options.LeaseTimeout}");
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.Wrap(e, folder, "Opening the token store");
        }
    }

    private void ProveLocking(FileOwner? owner)
    {
        using var second = LockFile.TryOpen(Path.Combine(folder, StoreLock), owner);
        if (second is null) return;
        var variable = Environment.GetEnvironmentVariable("DOTNET_SYSTEM_IO_DISABLEFILELOCKING");
        var cause = string.IsNullOrEmpty(variable) ? "its file system does not lock" : $"DOTNET_SYSTEM_IO_DISABLEFILELOCKING is {variable}";
        throw new TokenStoreException(Problems.TokenStoreLocksMissing, $"One file in {folder} could be locked twice: {cause}");
    }

    /// <summary>
    /// What a process left that was killed while it wrote. A live writer holds its file open; the age, in either direction since clocks are
    /// set, covers the moment before it does.
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
