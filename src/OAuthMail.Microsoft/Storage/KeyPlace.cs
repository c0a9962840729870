using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using OAuthMail.Configuration.Validation;

namespace OAuthMail.Microsoft.Storage;

/// <summary>
/// Where a key and what belongs to it is: name and folder together are its identity, so that whoever shares a key shares its lock.
/// </summary>
internal sealed class KeyPlace
{
    private KeyPlace(string name, string folder)
    {
        Name = name;
        Folder = folder;
    }

    public string Name { get; }

    public string Folder { get; }

    /// <summary>Stands for the folder in the Keychain and the keyring, where the library below takes ASCII only.</summary>
    public string FolderId => Hex.ToText(SHA256.HashData(Encoding.UTF8.GetBytes(Folder)).AsSpan(0, 8).ToArray());

    public string LockFile => Path.Combine(Folder, $"oauthmail-{Name}.lock");

    public string KeyFile => Path.Combine(Folder, $"oauthmail-{Name}.key");

    public static KeyPlace Create(string? name, string? folder)
    {
        const string nameOption = nameof(OperatingSystemStorageOptions.Name), folderOption = nameof(OperatingSystemStorageOptions.Folder);
        const string rule = "A name is a letter or digit, followed by up to 63 letters, digits, spaces, dots, hyphens and underscores, all ASCII.";
        var errors = new OptionErrors();
        if (string.IsNullOrWhiteSpace(name)) errors.AddMissing(nameOption, rule);
        else if (!IsName(name!)) errors.Add(nameOption, $"{OptionText.Quote(name!)} isn't a valid name. {rule}");
        var path = "";
        try
        {
            path = Path.GetFullPath(string.IsNullOrWhiteSpace(folder) ? FindDefaultFolder() : folder!);
        }
        catch (Exception invalid) when (invalid is ArgumentException or NotSupportedException or PathTooLongException)
        {
            errors.Add(folderOption, $"{OptionText.Quote(folder!)} isn't a path: {invalid.Message}");
        }

        errors.ThrowIfAny("the operating system's secret storage");
        return new KeyPlace(name!, path);
    }

    private static bool IsName(string name) => Regex.IsMatch(name, "^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}\\z", RegexOptions.CultureInvariant);

    private static string FindDefaultFolder()
    {
        // Unverified: the folder need not be there yet.
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length > 0
            ? Path.Combine(data, "OAuthMail")
            : throw new TokenStoreException(
                Problems.TokenStoreUnavailable,
                    $"This user has no folder for application data: set {nameof(OperatingSystemStorageOptions.Folder)}");
    }
}
