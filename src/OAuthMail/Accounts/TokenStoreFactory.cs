using Microsoft.Extensions.Logging;
using OAuthMail.Configuration;
using OAuthMail.Configuration.Validation;
using OAuthMail.Storage;

namespace OAuthMail.Accounts;

/// <summary>Opens the token store that the options specify.</summary>
internal static class TokenStoreFactory
{
    public static ITokenStore Open(TokenStoreOptions store, TimeProvider clock, ILoggerFactory? loggerFactory = null)
    {
        var options = TokenStoreOptionKeys.Table.Copy(store);
        if (options.Folder is not { } folder) return new MemoryTokenStore(clock);
        if (options.CreateKeyFile && options.KeyFile is { } keyFile)
        {
            try
            {
                CreateKeyFile(keyFile, folder);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException
                or NotSupportedException)
            {
                throw new TokenStoreException(
                    Problems.TokenKeyFileInvalid, $"The key file {OptionText.Quote(keyFile)} cannot be created: {failure.Message}",
                    failure);
            }
        }

        // Waiting for another process uses the system's clock, because the other process does too.
        var files = new FileTokenStoreOptions { LoggerFactory = loggerFactory };
        if (options.LeaseTimeout is { } timeout) files.LeaseTimeout = timeout;
        return FileTokenStore.Open(folder, store.ApplyProtection, files);
    }

    private static void CreateKeyFile(string keyFile, string folder)
    {
        if (File.Exists(keyFile)) return;
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            throw new TokenStoreException(
                Problems.TokenKeyFileInvalid,
                $"The key file {Path.GetFullPath(keyFile)} does not exist, but {Path.GetFullPath(folder)} contains records that were "
                + "protected with it. Restore the key file, or delete the folder and sign in again.");
        }

        if (Path.GetDirectoryName(Path.GetFullPath(keyFile)) is { } parent) Directory.CreateDirectory(parent);
        try
        {
            TokenProtection.CreateKeyFile(keyFile);
        }
        catch (TokenStoreException) when (File.Exists(keyFile))
        {
            // Another process has created it meanwhile.
        }
    }
}
