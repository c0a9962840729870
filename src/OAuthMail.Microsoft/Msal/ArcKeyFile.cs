using System.Runtime.InteropServices;

namespace OAuthMail.Microsoft.Msal;

/// <summary>
/// The file with which a program proves to the agent of Azure Arc that it may use the identity. The agent names it in its challenge, and
/// MSAL sends its content.
/// </summary>
/// <remarks>
/// Source: <see href="https://learn.microsoft.com/azure/azure-arc/servers/managed-identity-authentication">Authenticate against Azure
/// resources with Azure Arc-enabled servers</see>.
/// </remarks>
internal static class ArcKeyFile
{
    private const string Realm = "realm=";

    /// <summary>
    /// Reads the file before MSAL does. MSAL would fail with an exception that contains the content, and write it to its log.
    /// </summary>
    /// <exception cref="TokenRequestException">The file cannot be read or used.</exception>
    public static void Check(string challenge)
    {
        var at = challenge.IndexOf(Realm, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return;
        var path = challenge.Substring(at + Realm.Length).Trim().Trim('"');

        // MSAL refuses any other file. A server must not choose which files are opened.
        if (FindFolder() is not { } folder || !string.Equals(Path.GetExtension(path), ".key", StringComparison.OrdinalIgnoreCase)
            || !string.Equals(Path.GetDirectoryName(path), folder, StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        string content;
        try
        {
            content = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new TokenRequestException(
                Problems.ManagedIdentityKeyUnreadable, $"The key file {path} of the Azure Arc agent can't be read: {e.Message}", e);
        }

        if (content.All(c => c is > ' ' and < (char)127)) return;
        throw new TokenRequestException(
            Problems.ManagedIdentityKeyUnreadable,
            $"The key file {path} of the Azure Arc agent contains a line break or another character that a request can't carry.");
    }

    private static string? FindFolder()
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Linux)) return "/var/opt/azcmagent/tokens";
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows)) return null;
        var data = Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData);
        return Path.Combine(data, "AzureConnectedMachineAgent", "Tokens");
    }
}
