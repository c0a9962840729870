using OAuthMail.Configuration.Validation;

namespace OAuthMail.Credentials;

/// <summary>A file that contains only a secret. White space around it is ignored.</summary>
internal static class SecretFile
{
    /// <summary>Reads the file as it is now, so that a replaced secret is used at once.</summary>
    /// <returns>Whether the file was read. If not, <paramref name="error"/> is a full sentence.</returns>
    public static bool TryRead(string file, out string text, out string error)
    {
        (text, error) = ("", "");
        try
        {
            text = File.ReadAllText(file).Trim();
            return true;
        }
        catch (Exception unreadable) when (
            unreadable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            error = $"The file {OptionText.Quote(file)} can't be read: {unreadable.Message}";
            return false;
        }
    }

    public static string DescribeEmpty(string file) => $"The file {OptionText.Quote(file)} is empty.";
}
