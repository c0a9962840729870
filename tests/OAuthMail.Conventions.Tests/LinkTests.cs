using System.Text.RegularExpressions;

namespace OAuthMail.Conventions.Tests;

/// <summary>Checks that links between the documents of the repository have existing targets.</summary>
public partial class LinkTests
{
    public static TheoryData<string> Documents => [.. Directory
        .EnumerateFiles(OAuthMail.Tests.SourceTree.Root, "*.md", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(OAuthMail.Tests.SourceTree.Root, file).Replace(Path.DirectorySeparatorChar, '/'))
        .Where(file => !file.Contains("/node_modules/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)
            && !file.StartsWith("artifacts/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_relative_link_has_a_target(string document)
    {
        var folder = Path.GetDirectoryName(OAuthMail.Tests.SourceTree.PathOf(document))!;
        var broken = new List<string>();
        foreach (Match link in Link().Matches(Read(OAuthMail.Tests.SourceTree.PathOf(document))))
        {
            var target = link.Groups["target"].Value;
            if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal)) continue;
            var parts = target.Split('#');
            var file = parts[0].Length == 0
                ? OAuthMail.Tests.SourceTree.PathOf(document)
                : Path.GetFullPath(Path.Combine(folder, parts[0]));
            if (!File.Exists(file) && !Directory.Exists(file)) broken.Add(target);
            else if (parts.Length > 1 && !Anchors(file).Contains(parts[1])) broken.Add(target);
        }

        Assert.Empty(broken);
    }

    private static HashSet<string> Anchors(string file)
    {
        var text = Read(file);
        var headings = Heading().Matches(text).Select(heading => Regex.Replace(
            Regex.Replace(
                heading.Groups["text"].Value.Replace("`", "", StringComparison.Ordinal).ToLowerInvariant(), @"[^\w\- ]", ""), " ", "-"));
        return [.. headings, .. Regex.Matches(text, "<a (?:id|name)=\"([^\"]+)\"").Select(anchor => anchor.Groups[1].Value)];
    }

    private static string Read(string file) => Fence().Replace(File.ReadAllText(file).ReplaceLineEndings("\n"), "");

    [GeneratedRegex(@"\[[^\]]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#{1,6} (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();
}
