namespace OAuthMail.Credentials;

/// <summary>A file that holds one secret and nothing else but white space around it.</summary>
internal static class SecretFile
{
    /// <summary>Reads the file anew, so that a secret that was replaced counts at once.</summary>
    public static bool TryRead(string file, out string text, out string failure)
    {
        (text, failure) = ("", "");
        try
        {
            text = File.ReadAllText(file).Trim();
            return true;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            failure = $"names '{file}', which cannot be read: {unreadable.Message}";
            return false;
        }
    }
}
