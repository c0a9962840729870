using System.Diagnostics;
using System.Text.RegularExpressions;

namespace OAuthMail.Conventions.Tests;

/// <summary>Rules for the text of every file in the repository.</summary>
public partial class TextTests
{
    private const int MaximumLine = 140;

    private static readonly string[] Texts = [".cs", ".md", ".csproj", ".props", ".targets", ".json", ".sh", ".js", ".mjs"];

    [Fact]
    public void Lines_have_at_most_140_characters()
    {
        var offenders = TrackedFiles().Where(IsText).SelectMany(file => File.ReadLines(OAuthMail.Tests.SourceTree.PathOf(file))
            .Select((line, index) => (Text: line, Place: $"{file}:{index + 1} has {line.Length} characters")));
        Assert.Empty(
            offenders.Where(line => line.Text.Length > MaximumLine && !CannotBreak().IsMatch(line.Text)).Select(line => line.Place));
    }

    [Fact]
    public void Nothing_is_left_to_do()
    {
        var offenders = TrackedFiles()
            .Where(file => file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal))
            .Where(file => Unfinished().IsMatch(File.ReadAllText(OAuthMail.Tests.SourceTree.PathOf(file))));
        Assert.Equal([], offenders);
    }

    private static bool IsText(string file) =>
        (Texts.Contains(Path.GetExtension(file)) || file.StartsWith(".ci/", StringComparison.Ordinal))
        // Descriptions in JSON are single strings, which cannot be broken.
        && Path.GetFileName(file) is not "package-lock.json" and not "ConfigurationSchema.json"
        && !file.Contains("/Fixtures/", StringComparison.Ordinal);

    private static List<string> TrackedFiles()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = OAuthMail.Tests.SourceTree.Root,
            RedirectStandardOutput = true,
        };
        using var git = Process.Start(start)!;
        var files = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        Assert.NotEmpty(files);
        return [.. files.Where(file => File.Exists(OAuthMail.Tests.SourceTree.PathOf(file)))];
    }

    /// <summary>A line that is one unbreakable word: a key, a link, a row of a table, test data.</summary>
    [GeneratedRegex(@"^\s*\S+\s*$|<OAuthMailPublicKey>|^\s*\[InlineData\(|^\|")]
    private static partial Regex CannotBreak();

    [GeneratedRegex(@"\bTODO\b|\bFIXME\b|\bHACK\b|NotImplementedException")]
    private static partial Regex Unfinished();
}
