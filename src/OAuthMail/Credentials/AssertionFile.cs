namespace OAuthMail.Credentials;

/// <summary>A file with one signed JWT, which the platform replaces before the JWT expires.</summary>
internal static class AssertionFile
{
    private const int MaximumLength = 64 * 1024;

    /// <summary>Reads the current JWT.</summary>
    /// <exception cref="TokenRequestException">The file is missing or contains no signed JWT.</exception>
    public static string Read(string path)
    {
        string text;
        try
        {
            if (new FileInfo(path).Length > MaximumLength) throw Missing(path, "is larger than 64 KiB, so it isn't a token");
            text = File.ReadAllText(path).Trim();
        }
        catch (Exception unreadable) when (
            unreadable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Missing(path, $"can't be read: {unreadable.Message}", unreadable);
        }

        if (text.Length == 0) throw Missing(path, "is empty");

        // Only the form is checked, three parts in base64url: the server validates the content.
        var parts = text.Split('.');
        return parts.Length == 3
            && parts.All(part => part.Length > 0 && part.All(IsBase64Url)) ? text : throw Missing(path, "contains no signed JWT");
    }

    private static bool IsBase64Url(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_';

    private static TokenRequestException Missing(string path, string why, Exception? cause = null) =>
        new(Problems.ClientAssertionMissing, $"The file '{path}' {why}", cause);
}
