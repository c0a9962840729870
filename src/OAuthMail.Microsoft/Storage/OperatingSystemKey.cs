using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using OAuthMail.Errors;
using OAuthMail.Storage;
using OAuthMail.Storage.FileSystem;
using OAuthMail.Storage.Locking;
using OAuthMail.Storage.Protection;

namespace OAuthMail.Microsoft.Storage;

/// <summary>
/// The key in the system's storage, made once for all processes, and the key file that stands in for it where that was allowed.
/// </summary>
internal sealed class OperatingSystemKey(KeyPlace place, ISecretSlot secret, ISecretSlot check, bool allowKeyFile, ILogger logger)
{
    private const int MaximumReason = 500;

    /// <summary>As long as a person needs to unlock a keyring that another process has asked for.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Makes it the key that writes. The key file, where there is one, reads.</summary>
    public TokenProtection Protect(TokenProtection protection) => protection.With(OpenOrCreate).WithPrevious(FindKeyFile);

    /// <summary>Gives the key that writes; the first to ask makes it.</summary>
    public ITokenProtector OpenOrCreate() => AesTokenProtector.Consume(Locked(() =>
    {
        try
        {
            return Find() ?? Create();
        }
        catch (TokenStoreException e) when (allowKeyFile && e.Problem == Problems.SecretStorageUnavailable)
        {
            StorageLog.Unprotected(logger, place.KeyFile, e.Detail);
            if (!File.Exists(place.KeyFile)) TokenKeyFile.Create(place.KeyFile);
            return TokenKeyFile.Read(place.KeyFile);
        }
    }));

    /// <summary>Gives every key that is there, and makes none.</summary>
    public IEnumerable<ITokenProtector> FindAll()
    {
        var found = Locked(() =>
        {
            try
            {
                return Find();
            }
            catch (TokenStoreException e) when (allowKeyFile && e.Problem == Problems.SecretStorageUnavailable)
            {
                StorageLog.PreviousUnavailable(logger, place.Name, e.Detail);
                return null;
            }
        });
        return found is null ? FindKeyFile() : [AesTokenProtector.Consume(found), .. FindKeyFile()];
    }

    private IEnumerable<ITokenProtector> FindKeyFile() =>
        File.Exists(place.KeyFile) ? [AesTokenProtector.Consume(TokenKeyFile.Read(place.KeyFile))] : [];

    private byte[]? Find()
    {
        var content = Use(Read);
        if (content.Length == 0) return null;
        try
        {
            return StoredKey.TryRead(content) ?? throw Damaged("it is not a key of this library, or not a whole one");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>Tells a content that is no use, and must stay, from a storage that is none.</summary>
    private byte[] Read()
    {
        try
        {
            return secret.Read();
        }
        catch (FormatException)
        {
            // Not handed on as the inner exception: nothing of a key belongs in a log.
            throw Damaged("it is not base64");
        }
        catch (CryptographicException e)
        {
            throw Damaged("it cannot be decrypted by this user", e);
        }
    }

    private byte[] Create()
    {
        Check();

        // Once more: a keyring that was locked may have said that it had nothing, and is open now.
        if (Find() is { } found) return found;

        var content = StoredKey.Create();
        Use(() => secret.Write(content));
        CryptographicOperations.ZeroMemory(content);
        return Find() ?? throw Unavailable("the key was written but is not there");
    }

    /// <summary>Proves that the storage gives back what it is given, before anything depends on it.</summary>
    private void Check()
    {
        var sample = RandomNumberGenerator.GetBytes(AesTokenProtector.MasterKeyLength);
        Use(() => check.Write(sample));
        try
        {
            if (!Use(check.Read).AsSpan().SequenceEqual(sample)) throw Unavailable("what was written as a trial is not there");
        }
        finally
        {
            Use(check.Clear);
        }
    }

    private T Locked<T>(Func<T> action)
    {
        using var wait = new LeaseWait(TimeProvider.System, Patience, CancellationToken.None);
        try
        {
            PrivateFolder.Create(place.Folder);
            var owner = FileOwner.For(UnixFiles.GetStatus(place.Folder));

            // On the thread pool, where no synchronization context can be waited for in vain.
            using var held = Task.Run(() => LockFile.OpenAsync(
                place.LockFile, owner, wait, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(100)).AsTask()).GetAwaiter().GetResult();
            return action();
        }
        catch (OperationCanceledException) when (wait.IsTimeout)
        {
            throw new TokenStoreException(
                Problems.TokenLeaseTimeout, $"Another process has been opening the key '{place.Name}' for longer than {Patience}");
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw FileErrors.Wrap(e, place.Folder, "Keeping the token store's key in");
        }
    }

    private void Use(Action action) => Use(() =>
    {
        action();
        return true;
    });

    /// <summary>Says in our words what the system's storage throws: anything, on three systems.</summary>
    private T Use<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is not OAuthMailException)
        {
            // The library wraps the system's words several times over, with stack traces; the innermost are the system's.
            throw Unavailable(ForeignText.Clean(e.GetBaseException().Message, MaximumReason), e);
        }
    }

    private TokenStoreException Unavailable(string why, Exception? inner = null) =>
        new(Problems.SecretStorageUnavailable, $"{secret.Description} cannot keep or give the key '{place.Name}': {why}", inner);

    private TokenStoreException Damaged(string why, Exception? inner = null) =>
        new(
            Problems.SecretStorageDamaged, $"{secret.Description} has something under the name of the key '{place.Name}', but {why}",
            inner);
}
