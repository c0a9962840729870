namespace OAuthMail.Tool.Import;

/// <summary>Token endpoints of programs that store only the name of a provider.</summary>
internal static class KnownEndpoints
{
    public const string Google = "https://oauth2.googleapis.com/token";

    public static string Microsoft(string tenant) => $"https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token";
}
