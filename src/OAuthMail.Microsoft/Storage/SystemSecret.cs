using System.Runtime.InteropServices;
using Microsoft.Identity.Client.Extensions.Msal;
using MsalStorage = Microsoft.Identity.Client.Extensions.Msal.Storage;

namespace OAuthMail.Microsoft.Storage;

/// <summary>The storage that the operating system has, through Microsoft's library: DPAPI and a file, the Keychain, or libsecret.</summary>
internal sealed class SystemSecret : ISecretSlot
{
    private readonly Lazy<MsalStorage> _storage;

    /// <summary>Names the place.</summary>
    /// <param name="place">The key's name and folder.</param>
    /// <param name="isCheck">
    /// Whether it is the place beside the key where the storage is tried out. The library's own check uses one place for all programs
    /// on Linux, where two of them at once take each other's secret away.
    /// </param>
    public SystemSecret(KeyPlace place, bool isCheck)
    {
        var name = isCheck ? place.Name + " (check)" : place.Name;
        var file = $"oauthmail-{name}.secret";
        Description = Describe(Path.Combine(place.Folder, file));
        _storage = new Lazy<MsalStorage>(() => MsalStorage.Create(
            new StorageCreationPropertiesBuilder(file, place.Folder)
                .WithMacKeyChain("OAuthMail: " + name, place.FolderId)
                .WithLinuxKeyring(
                    "OAuthMail",
                    "default",
                    "OAuthMail: " + name,
                    new KeyValuePair<string, string>("oauthmail-key", name),
                    new KeyValuePair<string, string>("oauthmail-folder", place.FolderId))
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
