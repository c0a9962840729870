using System.Text.RegularExpressions;
using OAuthMail.Tests;

namespace OAuthMail.Testing.Tests;

/// <summary>Each promise of <c>docs/testing.md</c> names its tests, which exist.</summary>
public sealed partial class ContractTests
{
    [Fact]
    public void Every_promise_has_tests_that_exist()
    {
        var page = File.ReadAllText(SourceTree.PathOf("docs", "testing.md")).ReplaceLineEndings("\n");
        var sources = string.Join(
            '\n', Directory.EnumerateDirectories(SourceTree.PathOf("tests"), "OAuthMail.T*.Tests")
                .SelectMany(project => Directory.EnumerateFiles(project, "*Tests.cs", SearchOption.AllDirectories))
                .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
                .Select(File.ReadAllText));
        var rows = Row().Matches(page).Where(row => !row.Value.StartsWith("| ---", StringComparison.Ordinal)).ToArray();
        var names = rows.SelectMany(row => Name().Matches(row.Groups["tests"].Value)).Select(name => name.Groups[1].Value).ToArray();

        Assert.True(names.Length > 60, $"The page names only {names.Length} tests.");
        Assert.DoesNotContain(names, name => !sources.Contains($" {name}(", StringComparison.Ordinal));
        Assert.DoesNotContain(rows, row => row.Groups["tests"].Value.Trim() != "Test" && !Name().IsMatch(row.Groups["tests"].Value));
    }

    [GeneratedRegex(@"^\|[^\n]*\|(?<tests>[^|\n]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`([A-Z]\w+_\w+)`")]
    private static partial Regex Name();
}
