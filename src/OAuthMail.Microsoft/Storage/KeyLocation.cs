using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using OAuthMail.Configuration.Validation;

namespace OAuthMail.Microsoft.Storage;

/// <summary>
/// The name and the folder of a key, and the paths of its files. Name and folder together identify a key, so that programs that share a
/// key also share its lock.
/// </summary>
internal sealed class KeyLocation
{
    private KeyLocation(string name, string folder)
    {
        Name = name;
        Folder = folder;
    }

    public string Name { get; }

    public string Folder { get; }

    /// <summary>
    /// Gets a hash that represents the folder in the Keychain and the keyring, because Microsoft's library accepts only ASCII there.
    /// </summary>
    public string FolderId => Hex.ToText(SHA256.HashData(Encoding.UTF8.GetBytes(Folder)).AsSpan(0, 8).ToArray());

    public string LockFile => Path.Combine(Folder, $"oauthmail-{Name}.lock");

    public string KeyFile => Path.Combine(Folder, $"oauthmail-{Name}.key");

    /// <summary>Gets the file that exists once the secret storage has had a key for this folder.</summary>
    public string MarkerFile => Path.Combine(Folder, $"oauthmail-{Name}.exists");

    /// <summary>Creates the location from options.</summary>
    /// <exception cref="MailConfigurationException">The name is missing or invalid, or the folder is not a path.</exception>
    /// <exception cref="TokenStoreException">No folder is specified, and the user has none for application data.</exception>
    public static KeyLocation Create(string? name, string? folder)
    {
        const string nameOption = nameof(OperatingSystemStorageOptions.Name);
        const string folderOption = nameof(OperatingSystemStorageOptions.Folder);
        const string rule = "A name consists of a letter or digit, followed by up to 63 letters, digits, spaces, dots, hyphens and "
            + "underscores, all ASCII.";
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
            errors.Add(folderOption, $"{OptionText.Quote(folder!)} isn't a valid path: {invalid.Message}");
        }

        errors.ThrowIfAny("the operating system's secret storage");
        return new KeyLocation(name!, path);
    }

    private static bool IsName(string name) => Regex.IsMatch(name, "^[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}\\z", RegexOptions.CultureInvariant);

    private static string FindDefaultFolder()
    {
        // Without verification, because the folder may not exist yet.
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data.Length > 0
            ? Path.Combine(data, "OAuthMail")
            : throw new TokenStoreException(
                Problems.TokenStoreUnavailable,
                $"The current user has no folder for application data. Set {nameof(OperatingSystemStorageOptions)}."
                + $"{nameof(OperatingSystemStorageOptions.Folder)}.");
    }
}
