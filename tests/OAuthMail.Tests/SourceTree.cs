namespace OAuthMail.Tests;

/// <summary>Finds the source folder from the tests' output folder.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Find();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OAuthMail.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException(
            $"No parent folder of {AppContext.BaseDirectory} contains OAuthMail.sln.");
    }
}
