using System.Text.RegularExpressions;

namespace OAuthMail.Tests.Documentation;

public partial class SnippetTests
{
    /// <summary>
    /// Compares the code in documents with compiled code. The compiled code is in the test projects and in the samples.
    /// </summary>
    private static readonly Lazy<string> Sources = new(() => string.Join('\n', Directory.EnumerateFiles(
        SourceTree.PathOf("tests", "OAuthMail.Tests", "Documentation"), "*.cs")
        .Concat(Directory.EnumerateFiles(SourceTree.PathOf("tests", "OAuthMail.MailKit.Tests", "Documentation"), "*.cs"))
        .Concat(Directory.EnumerateFiles(SourceTree.PathOf("tests", "OAuthMail.Microsoft.Tests", "Documentation"), "*.cs"))
        .Concat(Directory.EnumerateFiles(SourceTree.PathOf("tests", "OAuthMail.Graph.Tests", "Documentation"), "*.cs"))
        .Concat(Directory.EnumerateFiles(SourceTree.PathOf("tests", "OAuthMail.AspNetCore.Tests", "Documentation"), "*.cs"))
        .Concat(Directory.EnumerateFiles(
            SourceTree.PathOf("tests", "OAuthMail.EntityFrameworkCore.Tests", "Documentation"), "*.cs"))
        .Concat(Directory.EnumerateDirectories(SourceTree.PathOf("samples")).SelectMany(sample => Directory.EnumerateFiles(sample, "*.cs")))
        .Order(StringComparer.Ordinal).Select(file => File.ReadAllText(file).ReplaceLineEndings("\n"))));

    [Theory]
    [InlineData("src/OAuthMail/README.md")]
    [InlineData("src/OAuthMail.MailKit/README.md")]
    [InlineData("src/OAuthMail.Microsoft/README.md")]
    [InlineData("src/OAuthMail.AspNetCore/README.md")]
    [InlineData("src/OAuthMail.EntityFrameworkCore/README.md")]
    [InlineData("docs/database.md")]
    [InlineData("docs/connect-page.md")]
    [InlineData("docs/mail-handlers.md")]
    [InlineData("src/OAuthMail.Testing/README.md")]
    [InlineData("docs/mailkit.md")]
    [InlineData("docs/microsoft.md")]
    [InlineData("docs/graph.md")]
    [InlineData("docs/expiration.md")]
    [InlineData("docs/migrating.md")]
    public void Documented_code_equals_compiled_code(string page)
    {
        var text = File.ReadAllText(SourceTree.PathOf(page)).ReplaceLineEndings("\n");
        var snippets = Snippet().Matches(text);
        Assert.NotEmpty(snippets);
        Assert.Equal(Regex.Count(text, "^```csharp", RegexOptions.Multiline), snippets.Count);
        foreach (Match snippet in snippets)
        {
            Assert.Equal(Region(Sources.Value, snippet.Groups["name"].Value), snippet.Groups["code"].Value.TrimEnd());
        }
    }

    [Fact]
    public void Region_names_are_unique() =>
        Assert.Empty(
            Regex.Matches(Sources.Value, @"^ *#region ([\w-]+)$", RegexOptions.Multiline).GroupBy(match => match.Groups[1].Value)
                .Where(group => group.Count() > 1).Select(group => group.Key));

    private static string Region(string code, string name)
    {
        var match = Regex.Match(
            code, $@"^(?<indent> *)#region {Regex.Escape(name)}\n(?<body>.*?)^ *#endregion",
            RegexOptions.Singleline | RegexOptions.Multiline);
        Assert.True(match.Success, $"There is no region '{name}'.");
        var indent = match.Groups["indent"].Value;
        return Regex.Replace(match.Groups["body"].Value, $"^{indent}", "", RegexOptions.Multiline).TrimEnd();
    }

    [GeneratedRegex(@"<!-- snippet: (?<name>[\w-]+) -->\n```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Snippet();
}
