using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using OAuthMail.Errors;
using OAuthMail.Storage;
using OAuthMail.Storage.FileSystem;
using OAuthMail.Storage.Locking;
using OAuthMail.Storage.Protection;

namespace OAuthMail.Microsoft.Storage;

/// <summary>
/// Creates and finds the key in the operating system's secret storage, and the key file that can replace the storage. One key is created
/// for all processes.
/// </summary>
internal sealed class OperatingSystemKey(
    KeyLocation location, ISecretEntry secret, ISecretEntry check, bool allowKeyFile, ILogger logger, TimeSpan? limit = null)
{
    private const int MaximumReasonLength = 500;

    /// <summary>The time for a user to unlock the keyring, also while another process opens the key.</summary>
    private static readonly TimeSpan MaximumWait = TimeSpan.FromMinutes(2);

    private static readonly byte[] MarkerText = Encoding.ASCII.GetBytes(
        "The secret storage of the operating system has a key for this folder. While this file exists, no other key is created.\n");

    /// <summary>Protects new records with the key. An existing key file is used for reading only.</summary>
    public TokenProtection Protect(TokenProtection protection) => protection.With(OpenOrCreate).WithPrevious(FindKeyFile);

    /// <summary>Returns the key for new records. The first call creates it.</summary>
    public ITokenProtector OpenOrCreate() => AesTokenProtector.Consume(WithLock(() =>
    {
        try
        {
            var key = Find() ?? Create();
            PrivateFile.CreateNew(location.MarkerFile, MarkerText, FileOwner.For(UnixFiles.GetStatus(location.Folder)));
            return key;
        }
        catch (TokenStoreException e) when (allowKeyFile && e.Problem == Problems.SecretStorageUnavailable)
        {
            StorageLog.Unprotected(logger, location.KeyFile, e.Detail);
            if (!File.Exists(location.KeyFile)) TokenKeyFile.Create(location.KeyFile);
            return TokenKeyFile.Read(location.KeyFile, logger);
        }
    }));

    /// <summary>Returns all existing keys. None is created.</summary>
    public IEnumerable<ITokenProtector> FindAll()
    {
        var found = WithLock(() =>
        {
            try
            {
                return Find();
            }
            catch (TokenStoreException e) when (allowKeyFile && e.Problem == Problems.SecretStorageUnavailable)
            {
                StorageLog.PreviousUnavailable(logger, location.Name, e.Detail);
                return null;
            }
        });
        if (found is not null) return [AesTokenProtector.Consume(found), .. FindKeyFile()];
        return File.Exists(location.KeyFile) ? [AesTokenProtector.Consume(TokenKeyFile.Read(location.KeyFile, logger))] : [];
    }

    /// <summary>Returns the key in the key file, if it can be read. The secret storage has the key for new records.</summary>
    private IEnumerable<ITokenProtector> FindKeyFile()
    {
        if (!File.Exists(location.KeyFile)) return [];
        try
        {
            return [AesTokenProtector.Consume(TokenKeyFile.Read(location.KeyFile, logger))];
        }
        catch (TokenStoreException e)
        {
            StorageLog.KeyFileUnusable(logger, e.Detail);
            return [];
        }
    }

    private byte[]? Find()
    {
        var content = Use(Read);
        if (content.Length == 0) return null;
        try
        {
            return StoredKey.TryRead(content) ?? throw Damaged("it is not a complete key of this library");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>
    /// Reads the content. Distinguishes content that cannot be used and must not be overwritten from a storage that is unavailable.
    /// </summary>
    private byte[] Read()
    {
        try
        {
            return secret.Read();
        }
        catch (FormatException)
        {
            // Without the inner exception, because its message may contain part of a key, which must not be logged.
            throw Damaged("it is not valid base64");
        }
        catch (CryptographicException e)
        {
            throw Damaged("the current user cannot decrypt it", e);
        }
    }

    private byte[] Create()
    {
        Check();

        // A locked keyring can report that it is empty. The check has unlocked it, so the key may be found now.
        if (Find() is { } found) return found;

        // A second key would make the records of the first one unreadable, without an error before the next renewal.
        if (File.Exists(location.MarkerFile))
        {
            throw Unavailable(
                "it returned no key, although it has had one. The keyring with the key is probably locked, or another keyring is the "
                + $"default. If the key is lost, delete {location.MarkerFile} and the token store's records, and sign in again");
        }

        var content = StoredKey.Create();
        Use(() => secret.Write(content));
        CryptographicOperations.ZeroMemory(content);
        return Find() ?? throw Unavailable("the key was written, but could not be read back");
    }

    /// <summary>Checks that the storage returns what was written to it, before tokens are protected with its key.</summary>
    private void Check()
    {
        var sample = RandomNumberGenerator.GetBytes(AesTokenProtector.MasterKeyLength);
        Use(() => check.Write(sample));
        try
        {
            if (!Use(check.Read).AsSpan().SequenceEqual(sample)) throw Unavailable("a test value was written, but could not be read back");
        }
        finally
        {
            Use(check.Clear);
        }
    }

    private T WithLock<T>(Func<T> action)
    {
        using var wait = new LeaseWait(TimeProvider.System, MaximumWait, CancellationToken.None);
        try
        {
            PrivateFolder.Create(location.Folder);
            var owner = FileOwner.For(UnixFiles.GetStatus(location.Folder));

            // On the thread pool, because blocking on a synchronization context could cause a deadlock.
            using var held = Task.Run(OpenLockAsync).GetAwaiter().GetResult();
            return action();

            Task<LockFile> OpenLockAsync() => LockFile.OpenAsync(
                location.LockFile, owner, wait, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(100)).AsTask();
        }
        catch (OperationCanceledException) when (wait.IsTimeout)
        {
            throw new TokenStoreException(
                Problems.TokenLeaseTimeout,
                $"Timed out after {MaximumWait} waiting for another process that is opening the key '{location.Name}'.");
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.Wrap(e, location.Folder, "Access to the key's files in");
        }
    }

    private void Use(Action action) => Use(() =>
    {
        action();
        return true;
    });

    /// <summary>Translates the exceptions of the storage. The three operating systems throw exceptions of many types.</summary>
    private T Use<T>(Func<T> action)
    {
        try
        {
            return RunWithLimit(action);
        }
        catch (Exception e) when (e is not OAuthMailException)
        {
            // Microsoft's library wraps the system's message several times, with stack traces. The innermost message is the system's.
            throw Unavailable(ForeignText.Clean(e.GetBaseException().Message, MaximumReasonLength).TrimEnd('.'), e);
        }
    }

    /// <summary>
    /// Calls the storage on a thread of its own. The libraries of the operating systems have no time limit, and a keyring that does not
    /// respond would block the thread for ever.
    /// </summary>
    private T RunWithLimit<T>(Func<T> action)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                result.SetResult(action());
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        })
        {
            IsBackground = true,
            Name = "OAuthMail secret storage",
        };
        thread.Start();
        var time = limit ?? MaximumWait;
        if (((IAsyncResult)result.Task).AsyncWaitHandle.WaitOne(time)) return result.Task.GetAwaiter().GetResult();
        throw Unavailable($"it did not respond within {time}");
    }

    private TokenStoreException Unavailable(string why, Exception? inner = null) =>
        new(Problems.SecretStorageUnavailable, $"{secret.Description} cannot store or return the key '{location.Name}': {why}.", inner);

    private TokenStoreException Damaged(string why, Exception? inner = null) =>
        new(Problems.SecretStorageDamaged, $"{secret.Description} contains an entry for the key '{location.Name}', but {why}.", inner);
}
