using System.Text.RegularExpressions;

namespace OAuthMail.Tests.Conventions;

/// <summary>What holds for every source file of the core and of the packages around it: where it stands, what it may know, how long it may be.</summary>
public class SourceConventionTests
{
    private const int MaximumFile = 350;

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
        ["Expiry"] = ["Accounts", "Flows", "Tokens", "Storage", "Providers", "Diagnosis"],
        ["ConnectionTest"] = ["Accounts", "Flows", "Replies", "Sasl", "Tokens", "Storage", "Providers", "Diagnosis"],
    };

    /// <summary>The same in the MailKit package.</summary>
    private static readonly Dictionary<string, string[]> MailKitMayKnow = new(StringComparer.Ordinal)
    {
        ["Sasl"] = [],
        ["Protocol"] = [],
        ["Authentication"] = ["Sasl", "Protocol"],
        ["Connections"] = ["Authentication", "Sasl", "Protocol"],
        ["Sending"] = ["Connections", "Authentication", "Protocol"],
        ["Watching"] = ["Connections", "Authentication", "Protocol"],
    };

    /// <summary>The same in the Microsoft package.</summary>
    private static readonly Dictionary<string, string[]> MicrosoftMayKnow = new(StringComparer.Ordinal)
    {
        ["Msal"] = [],
        ["Sources"] = ["Msal"],
        ["Storage"] = [],
    };

    public static TheoryData<string> Projects => ["OAuthMail", "OAuthMail.MailKit", "OAuthMail.Microsoft"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_folder_is_a_namespace_that_has_its_place(string project)
    {
        var folders = Files(project).Select(file => Path.GetRelativePath(Folder(project), file)).Where(file => file.Contains(Path.DirectorySeparatorChar))
            .Select(file => file.Split(Path.DirectorySeparatorChar)[0]).Distinct();
        Assert.Empty(folders.Except(Knowledge(project).Keys));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Namespaces_know_one_another_one_way(string project)
    {
        var offenders = new List<string>();
        var knowledge = Knowledge(project);
        foreach (var file in Files(project))
        {
            var own = Path.GetRelativePath(Folder(project), file).Split(Path.DirectorySeparatorChar)[0];
            if (!knowledge.TryGetValue(own, out var known)) continue;

            // Named by a using, in full, or from within OAuthMail by its last name alone; comments do not count.
            var code = Regex.Replace(File.ReadAllText(file), @"^\s*//.*$", "", RegexOptions.Multiline);
            foreach (var other in knowledge.Keys.Where(other => other != own && other != "Compatibility" && !known.Contains(other)))
            {
                if (Regex.IsMatch(code, $@"\b{Regex.Escape(project)}\.{other}\b|(?<![\w.]){other}\.[A-Z]\w+(?![\w]*\s*=>)") && !IsMember(code, project, other)) offenders.Add($"{own} knows {other} in {Path.GetFileName(file)}");
            }
        }

        Assert.Empty(offenders);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_namespace_is_its_folder(string project)
    {
        var offenders = Files(project).Where(file =>
        {
            var folder = Path.GetRelativePath(Folder(project), Path.GetDirectoryName(file)!);
            var expected = folder == "." ? project : $"{project}." + folder.Replace(Path.DirectorySeparatorChar, '.');
            var declared = Regex.Match(File.ReadAllText(file), @"^namespace ([\w.]+);", RegexOptions.Multiline);
            return declared.Success && declared.Groups[1].Value != expected;
        });
        Assert.Empty(offenders);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_file_has_one_public_type_named_like_it(string project)
    {
        var offenders = new List<string>();
        foreach (var file in Files(project))
        {
            var types = Regex.Matches(File.ReadAllText(file), @"^public (?:static |sealed |abstract |readonly |partial )*(?:class|struct|interface|enum|delegate \w+) (\w+)", RegexOptions.Multiline)
                .Select(match => match.Groups[1].Value).Distinct().ToList();
            var stem = Path.GetFileNameWithoutExtension(file).Split('.')[0];
            if (types.Count > 1 || (types.Count == 1 && types[0] != stem)) offenders.Add($"{Path.GetFileName(file)}: {string.Join(", ", types)}");
        }

        Assert.Empty(offenders);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Files_are_short(string project)
    {
        var lengths = Files(project).Select(file => (File: Path.GetFileName(file), Lines: File.ReadLines(file).Count())).OrderBy(file => file.Lines).ToList();
        Assert.True(lengths[^1].Lines <= MaximumFile, $"{lengths[^1].File} has {lengths[^1].Lines} lines.");
        Assert.InRange(lengths[lengths.Count / 2].Lines, 1, 100);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Nothing_is_left_to_do(string project) => Assert.Empty(Files(project)
        .Where(file => Regex.IsMatch(File.ReadAllText(file), @"\bTODO\b|\bFIXME\b|\bHACK\b|NotImplementedException")).Select(Path.GetFileName));

    /// <summary>Whether the name is a property here, such as <c>Accounts</c> of the options, and no namespace.</summary>
    private static bool IsMember(string code, string project, string name) => Regex.IsMatch(code, $@"[\w>\]?]\s+{name}\s*(\{{|=>|;|=)") && !code.Contains($"{project}.{name}", StringComparison.Ordinal);

    private static Dictionary<string, string[]> Knowledge(string project) => project switch
    {
        "OAuthMail" => MayKnow,
        "OAuthMail.MailKit" => MailKitMayKnow,
        _ => MicrosoftMayKnow,
    };

    private static string Folder(string project) => SourceTree.PathOf("src", project);

    private static IEnumerable<string> Files(string project) => Directory.EnumerateFiles(Folder(project), "*.cs", SearchOption.AllDirectories)
        .Where(file => Path.GetRelativePath(Folder(project), file).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"));
}
