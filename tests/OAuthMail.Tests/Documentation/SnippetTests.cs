using System.Text.RegularExpressions;

namespace OAuthMail.Tests.Documentation;

public partial class SnippetTests
{
    [Theory]
    [InlineData("README.md", "tests/OAuthMail.Tests/Documentation/Snippets.cs")]
    [InlineData("src/OAuthMail/README.md", "tests/OAuthMail.Tests/Documentation/Snippets.cs")]
    [InlineData("src/OAuthMail.Testing/README.md", "tests/OAuthMail.Tests/Documentation/UsersTest.cs")]
    public void Code_in_a_readme_is_code_that_compiles(string page, string source)
    {
        var code = File.ReadAllText(SourceTree.PathOf(source)).ReplaceLineEndings("\n");
        var snippets = Snippet().Matches(File.ReadAllText(SourceTree.PathOf(page)).ReplaceLineEndings("\n"));
        Assert.NotEmpty(snippets);
        foreach (Match snippet in snippets) Assert.Equal(Region(code, snippet.Groups["name"].Value), snippet.Groups["code"].Value.TrimEnd());
    }

    private static string Region(string code, string name)
    {
        var match = Regex.Match(code, $@"^(?<indent> *)#region {Regex.Escape(name)}\n(?<body>.*?)^ *#endregion", RegexOptions.Singleline | RegexOptions.Multiline);
        Assert.True(match.Success, $"There is no region '{name}'.");
        var indent = match.Groups["indent"].Value;
        return Regex.Replace(match.Groups["body"].Value, $"^{indent}", "", RegexOptions.Multiline).TrimEnd();
    }

    [GeneratedRegex(@"<!-- snippet: (?<name>[\w-]+) -->\n```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();
}
