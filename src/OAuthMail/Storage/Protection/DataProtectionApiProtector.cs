using System.Runtime.InteropServices;
using System.Security.Cryptography;
using WindowsScope = System.Security.Cryptography.DataProtectionScope;

namespace OAuthMail.Storage.Protection;

/// <summary>The Windows data protection API, with the context as its additional entropy.</summary>
internal sealed class DataProtectionApiProtector : ITokenProtector
{
    private readonly WindowsScope _scope;

    public DataProtectionApiProtector(DataProtectionApiScope scope)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            throw new TokenStoreException(Problems.DataProtectionApiMissing, "WithDataProtectionApi was chosen, but this is not Windows");
        }

        _scope = scope == DataProtectionApiScope.LocalMachine ? WindowsScope.LocalMachine : WindowsScope.CurrentUser;
        KeyId = scope == DataProtectionApiScope.LocalMachine ? "dpapi:machine" : "dpapi:user";
    }

    public string KeyId { get; }

    public byte[] Protect(byte[] record, byte[] context) =>
        RuntimeInformation.IsOSPlatform(OSPlatform.Windows)
            ? ProtectedData.Protect(record, context, _scope)
            : throw new PlatformNotSupportedException();

    public byte[] Unprotect(byte[] data, byte[] context)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows)) throw new PlatformNotSupportedException();
        try
        {
            return ProtectedData.Unprotect(data, context, _scope);
        }
        catch (CryptographicException e)
        {
            // The envelope's checksum was right, so this is another user or machine, not damage.
            throw new TokenStoreException(Problems.TokenKeyUnknown, "The data protection API of this user or machine cannot decrypt it", e);
        }
    }
}
