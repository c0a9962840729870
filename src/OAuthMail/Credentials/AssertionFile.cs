namespace OAuthMail.Credentials;

/// <summary>A file that holds one signed JWT, which somebody else replaces before it ends.</summary>
internal static class AssertionFile
{
    private const int LargestFile = 64 * 1024;

    /// <summary>Reads the JWT as it is now.</summary>
    /// <exception cref="TokenRequestException">There is none.</exception>
    public static string Read(string path)
    {
        string text;
        try
        {
            if (new FileInfo(path).Length > LargestFile) throw Missing(path, "is larger than any token");
            text = File.ReadAllText(path).Trim();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Missing(path, $"cannot be read: {unreadable.Message}", unreadable);
        }

        if (text.Length == 0) throw Missing(path, "is empty");

        // Three parts in base64url, of which only the shape is looked at: what it says is between its issuer and the server.
        var parts = text.Split('.');
        return parts.Length == 3 && parts.All(part => part.Length > 0 && part.All(IsBase64Url)) ? text : throw Missing(path, "holds no signed JWT");
    }

    private static bool IsBase64Url(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_';

    private static TokenRequestException Missing(string path, string why, Exception? cause = null) =>
        new(Problems.ClientAssertionMissing, $"The file '{path}' {why}", cause);
}
