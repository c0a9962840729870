using System.Security.Cryptography;

namespace OAuthMail.Credentials;

/// <summary>
/// Detects changed files. Their dates are not sufficient, because a file can be replaced within a second by one of the same length.
/// </summary>
internal static class FileState
{
    /// <summary>Returns a hash of the current content of the files. It also changes when a file becomes readable or unreadable.</summary>
    public static string Describe(params string?[] files) =>
        string.Join(" ", files.Where(file => file is not null).Select(file => Describe(file!)));

    private static string Describe(string file)
    {
        try
        {
            return Hashing.ToBase64Url(SHA256.HashData(File.ReadAllBytes(file)));
        }
        catch (Exception unreadable) when (
            unreadable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return unreadable.GetType().Name;
        }
    }
}
