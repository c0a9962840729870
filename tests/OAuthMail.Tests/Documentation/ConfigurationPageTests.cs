using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using OAuthMail.Configuration.Validation;
using OAuthMail.Tests.Configuration;

namespace OAuthMail.Tests.Documentation;

/// <summary>Checks that docs/configuration.md lists every option, and nothing else.</summary>
public partial class ConfigurationPageTests
{
    private static readonly string Page = File.ReadAllText(SourceTree.PathOf("docs", "configuration.md")).ReplaceLineEndings("\n");

    public static TheoryData<string> Classes => OptionTables.Names;

    [Theory]
    [MemberData(nameof(Classes))]
    public void Page_lists_every_option_and_no_other(string name)
    {
        var expected = OptionTables.Find(name).Names;
        if (name == nameof(MailAccountOptions)) expected = expected.Except(OptionTables.Find(nameof(OAuthClientOptions)).Names);
        Assert.Equal(expected.Order(StringComparer.Ordinal), Rows(name).Select(row => row[0]).Order(StringComparer.Ordinal));
        Assert.All(Rows(name), row => Assert.All(row, cell => Assert.NotEmpty(cell)));
    }

    [Theory]
    [MemberData(nameof(Classes))]
    public void Examples_are_valid_configuration(string name)
    {
        foreach (var row in Rows(name))
        {
            var example = row[4] is ['{' or '[', ..] ? row[4] : $"\"{row[4]}\"";
            var json = new MemoryStream(Encoding.UTF8.GetBytes($"{{ \"{row[0]}\": {example} }}"));
            var errors = new OptionErrors();
            var options = OptionTables.Find(name).Read(new ConfigurationBuilder().AddJsonStream(json).Build(), errors);
            Assert.Empty(errors.All);
            Assert.False(OptionTables.Find(name).IsEmpty(options), $"The example of {row[0]} sets nothing.");
        }
    }

    private static List<string[]> Rows(string name)
    {
        var section = Regex.Match(Page, $@"^## {name}\n(?<body>.*?)(?=^## |\z)", RegexOptions.Singleline | RegexOptions.Multiline);
        Assert.True(section.Success, $"There is no section {name}.");
        return [.. Row().Matches(section.Groups["body"].Value)
            .Select(row => row.Groups.Values.Skip(1).Select(cell => cell.Value.Trim('`')).ToArray())];
    }

    [GeneratedRegex(@"^\| (`\w+`) \| ([^|]*) \| ([^|]*) \| ([^|]*) \| ([^|]*) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
