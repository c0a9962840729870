using System.Security.Cryptography;

namespace OAuthMail.Credentials;

/// <summary>Tells one content of files from another. Files may be replaced within the same second and at the same length, so their dates do not tell.</summary>
internal static class FileState
{
    /// <summary>A hash of what the files hold now. One that cannot be read is another than one that can.</summary>
    public static string Describe(params string?[] files) => string.Join(" ", files.Where(file => file is not null).Select(file => Describe(file!)));

    private static string Describe(string file)
    {
        try
        {
            return Hashing.ToBase64Url(SHA256.HashData(File.ReadAllBytes(file)));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return unreadable.GetType().Name;
        }
    }
}
