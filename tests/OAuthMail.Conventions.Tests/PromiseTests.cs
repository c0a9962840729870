using System.Text.RegularExpressions;
using OAuthMail.Tests;

namespace OAuthMail.Conventions.Tests;

/// <summary>Checks that each promise of a page with promises names its tests, and that these exist.</summary>
public sealed partial class PromiseTests
{
    private static readonly Lazy<string> Sources = new(() => string.Join(
        '\n', Directory.EnumerateFiles(SourceTree.PathOf("tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText)));

    [Theory]
    [InlineData("testing.md", 60)]
    [InlineData("security.md", 80)]
    public void Every_promise_has_tests_that_exist(string page, int minimum)
    {
        var text = File.ReadAllText(SourceTree.PathOf("docs", page)).ReplaceLineEndings("\n");
        var rows = Table().Matches(text).SelectMany(table => Row().Matches(table.Value)).ToArray();
        var names = rows.SelectMany(row => Name().Matches(row.Groups["tests"].Value)).Select(name => name.Groups[1].Value).ToArray();

        Assert.True(names.Length > minimum, $"The page names only {names.Length} tests.");
        var missing = names.Where(name => !Sources.Value.Contains($" {name}(", StringComparison.Ordinal)).ToArray();
        Assert.Empty(missing);
        var untested = rows.Select(row => row.Value).Where(row => !Name().IsMatch(row)).ToArray();
        Assert.Empty(untested);
    }

    /// <summary>Matches the rows of a table whose last column is named "Test".</summary>
    [GeneratedRegex(@"(?<=^\|[^\n]*\| Tests? \|\n\|[- |]+\|\n)(\|[^\n]*\n)+", RegexOptions.Multiline)]
    private static partial Regex Table();

    [GeneratedRegex(@"^\|[^\n]*\|(?<tests>[^|\n]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`([A-Z]\w+_\w+)`")]
    private static partial Regex Name();
}
