using System.Runtime.InteropServices;
using Microsoft.Identity.Client.Extensions.Msal;
using MsalStorage = Microsoft.Identity.Client.Extensions.Msal.Storage;

namespace OAuthMail.Microsoft.Storage;

/// <summary>
/// An entry in the operating system's secret storage, through Microsoft's library: a file encrypted with DPAPI, the Keychain, or
/// libsecret.
/// </summary>
internal sealed class OperatingSystemSecret : ISecretEntry
{
    private readonly Lazy<MsalStorage> _storage;

    /// <summary>Creates access to an entry. The storage is not used yet.</summary>
    /// <param name="location">The key's name and folder.</param>
    /// <param name="isCheck">
    /// <see langword="true"/> for a second entry, with which the storage is tested. The test of Microsoft's library is not used: on
    /// Linux, it uses one entry for all programs, so that two programs delete each other's test value.
    /// </param>
    public OperatingSystemSecret(KeyLocation location, bool isCheck)
    {
        var name = isCheck ? location.Name + " (check)" : location.Name;
        var file = $"oauthmail-{name}.secret";
        Description = Describe(Path.Combine(location.Folder, file));
        _storage = new Lazy<MsalStorage>(() => MsalStorage.Create(
            new StorageCreationPropertiesBuilder(file, location.Folder)
                .WithMacKeyChain("OAuthMail: " + name, location.FolderId)
                .WithLinuxKeyring(
                    "OAuthMail",
                    "default",
                    "OAuthMail: " + name,
                    new KeyValuePair<string, string>("oauthmail-key", name),
                    new KeyValuePair<string, string>("oauthmail-folder", location.FolderId))
                .Build()));
    }

    public string Description { get; }

    public byte[] Read() => _storage.Value.ReadData();

    public void Write(byte[] content) => _storage.Value.WriteData(content);

    public void Clear() => _storage.Value.Clear();

    private static string Describe(string file)
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows)) return $"The Windows data protection API (DPAPI), with the file {file},";
        return RuntimeInformation.IsOSPlatform(OSPlatform.OSX)
            ? "The macOS Keychain"
            : "The Secret Service (libsecret, D-Bus and a keyring)";
    }
}
