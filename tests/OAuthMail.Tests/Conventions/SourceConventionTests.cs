using System.Text.RegularExpressions;

namespace OAuthMail.Tests.Conventions;

/// <summary>What holds for every source file of the core: where it stands, what it may know, how long it may be.</summary>
public class SourceConventionTests
{
    private const int LongestFile = 350;

    /// <summary>Data flows one way, and so does knowledge: each concept knows those on its right and no others.</summary>
    private static readonly Dictionary<string, string[]> MayKnow = new(StringComparer.Ordinal)
    {
        ["Compatibility"] = [],
        ["Diagnosis"] = [],
        ["Providers"] = ["Diagnosis"],
        ["Storage"] = ["Diagnosis"],
        ["Tokens"] = ["Storage", "Providers", "Diagnosis"],
        ["Sasl"] = ["Tokens", "Providers", "Diagnosis"],
        ["Replies"] = ["Sasl", "Providers", "Diagnosis"],
        ["Flows"] = ["Tokens", "Storage", "Providers", "Diagnosis"],
        ["Accounts"] = ["Flows", "Tokens", "Storage", "Providers", "Diagnosis"],
        ["SignIn"] = ["Accounts", "Flows", "Tokens", "Storage", "Providers", "Diagnosis"],
        ["ConnectionTest"] = ["Accounts", "Flows", "Replies", "Sasl", "Tokens", "Storage", "Providers", "Diagnosis"],
    };

    private static readonly string Core = SourceTree.PathOf("src", "OAuthMail");

    [Fact]
    public void Every_folder_is_a_namespace_that_has_its_place()
    {
        var folders = Files().Select(file => Path.GetRelativePath(Core, file)).Where(file => file.Contains(Path.DirectorySeparatorChar))
            .Select(file => file.Split(Path.DirectorySeparatorChar)[0]).Distinct();
        Assert.Empty(folders.Except(MayKnow.Keys));
    }

    [Fact]
    public void Namespaces_know_one_another_one_way()
    {
        var offenders = new List<string>();
        foreach (var file in Files())
        {
            var own = Path.GetRelativePath(Core, file).Split(Path.DirectorySeparatorChar)[0];
            if (!MayKnow.TryGetValue(own, out var known)) continue;

            // Named by a using, in full, or from within OAuthMail by its last name alone; comments do not count.
            var code = Regex.Replace(File.ReadAllText(file), @"^\s*//.*$", "", RegexOptions.Multiline);
            foreach (var other in MayKnow.Keys.Where(other => other != own && other != "Compatibility" && !known.Contains(other)))
            {
                if (Regex.IsMatch(code, $@"\bOAuthMail\.{other}\b|(?<![\w.]){other}\.[A-Z]\w+(?![\w]*\s*=>)") && !IsMember(code, other)) offenders.Add($"{own} knows {other} in {Path.GetFileName(file)}");
            }
        }

        Assert.Empty(offenders);
    }

    [Fact]
    public void Every_namespace_is_its_folder()
    {
        var offenders = Files().Where(file =>
        {
            var folder = Path.GetRelativePath(Core, Path.GetDirectoryName(file)!);
            var expected = folder == "." ? "OAuthMail" : "OAuthMail." + folder.Replace(Path.DirectorySeparatorChar, '.');
            var declared = Regex.Match(File.ReadAllText(file), @"^namespace ([\w.]+);", RegexOptions.Multiline);
            return declared.Success && declared.Groups[1].Value != expected;
        });
        Assert.Empty(offenders);
    }

    [Fact]
    public void Every_file_has_one_public_type_named_like_it()
    {
        var offenders = new List<string>();
        foreach (var file in Files())
        {
            var types = Regex.Matches(File.ReadAllText(file), @"^public (?:static |sealed |abstract |readonly |partial )*(?:class|struct|interface|enum|delegate \w+) (\w+)", RegexOptions.Multiline)
                .Select(match => match.Groups[1].Value).Distinct().ToList();
            var stem = Path.GetFileNameWithoutExtension(file).Split('.')[0];
            if (types.Count > 1 || (types.Count == 1 && types[0] != stem)) offenders.Add($"{Path.GetFileName(file)}: {string.Join(", ", types)}");
        }

        Assert.Empty(offenders);
    }

    [Fact]
    public void Files_are_short()
    {
        var lengths = Files().Select(file => (File: Path.GetFileName(file), Lines: File.ReadLines(file).Count())).OrderBy(file => file.Lines).ToList();
        Assert.True(lengths[^1].Lines <= LongestFile, $"{lengths[^1].File} has {lengths[^1].Lines} lines.");
        Assert.InRange(lengths[lengths.Count / 2].Lines, 1, 100);
    }

    [Fact]
    public void Nothing_is_left_to_do() => Assert.Empty(Files()
        .Where(file => Regex.IsMatch(File.ReadAllText(file), @"\bTODO\b|\bFIXME\b|\bHACK\b|NotImplementedException")).Select(Path.GetFileName));

    /// <summary>Whether the name is a property here, such as <c>Accounts</c> of the options, and no namespace.</summary>
    private static bool IsMember(string code, string name) => Regex.IsMatch(code, $@"[\w>\]?]\s+{name}\s*(\{{|=>|;|=)") && !code.Contains($"OAuthMail.{name}", StringComparison.Ordinal);

    private static IEnumerable<string> Files() => Directory.EnumerateFiles(Core, "*.cs", SearchOption.AllDirectories)
        .Where(file => Path.GetRelativePath(Core, file).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"));
}
