using System.Runtime.CompilerServices;

namespace OAuthMail.Tests;

/// <summary>Finds files of the repository from where the tests' sources are.</summary>
internal static class RepositoryFiles
{
    public static string Find(string path, [CallerFilePath] string source = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(source)!);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "OAuthMail.sln"))) folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("The sources are not in a repository."), path);
    }
}
