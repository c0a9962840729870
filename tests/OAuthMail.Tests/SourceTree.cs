namespace OAuthMail.Tests;

/// <summary>Where the sources are, seen from wherever the tests run.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Find();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OAuthMail.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No OAuthMail.sln stands above {AppContext.BaseDirectory}.");
    }
}
