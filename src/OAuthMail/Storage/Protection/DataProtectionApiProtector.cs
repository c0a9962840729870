using System.Runtime.InteropServices;
using System.Security.Cryptography;
using WindowsScope = System.Security.Cryptography.DataProtectionScope;

namespace OAuthMail.Storage.Protection;

/// <summary>
/// Encrypts with the Windows data protection API. The context is passed as additional entropy, which must be the same for decryption. The
/// API adds a message authentication code. With the scope of the machine, every user on it can decrypt the data.
/// https://learn.microsoft.com/windows/win32/api/dpapi/nf-dpapi-cryptprotectdata
/// </summary>
internal sealed class DataProtectionApiProtector : ITokenProtector
{
    private readonly WindowsScope _scope;

    public DataProtectionApiProtector(DataProtectionApiScope scope)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            throw new TokenStoreException(Problems.DataProtectionApiMissing, "WithDataProtectionApi requires Windows.");
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
            // The keys belong to the user's profile, or to the machine. The checksum of the envelope is correct, so the data is not
            // damaged, but was encrypted by another user or on another computer.
            throw new TokenStoreException(
                Problems.TokenKeyUnknown, "The data protection API cannot decrypt the record as this user on this computer.", e);
        }
    }
}
