using System.Text.RegularExpressions;

namespace OAuthMail.Conventions.Tests;

/// <summary>
/// Dependencies between folders go one way. <c>docs/architecture.md</c> lists the folders of each package from the lowest to the highest; a
/// folder may use only folders above it in its table. Folders inside a folder are folders of their own.
/// </summary>
public partial class FolderDependencyTests
{
    public static TheoryData<string> Projects => [.. SourceProject.All.Select(project => project.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Sources_compile_without_errors(string project) => Assert.Empty(SourceProject.Find(project).Errors());

    [Theory]
    [MemberData(nameof(Projects))]
    public void Architecture_document_lists_every_folder(string project)
    {
        var source = SourceProject.Find(project);
        var folders = source.Files.Select(source.FolderOf).Where(folder => folder.Length > 0).Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(folders, Layers(project).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folder_uses_only_folders_below_it(string project)
    {
        // The project's own folder holds entry points, which may use everything.
        var height = Layers(project).Select((folder, index) => (folder, index)).ToDictionary(layer => layer.folder, layer => layer.index);
        var upward = SourceProject.Find(project).UsesAcrossFolders()
            .Where(
                use => use.From.Length > 0 && (
                    use.To.Length == 0 || height.GetValueOrDefault(use.To, int.MaxValue) > height.GetValueOrDefault(use.From, -1)));
        Assert.Empty(upward.Select(use => use.ToString()).Distinct());
    }

    private static List<string> Layers(string project)
    {
        var text = File.ReadAllText(OAuthMail.Tests.SourceTree.PathOf("docs", "architecture.md")).ReplaceLineEndings("\n");
        var section = Regex.Match(
            text, $@"^### {Regex.Escape(project)}\n(?<body>.*?)(?=^##|\z)", RegexOptions.Singleline | RegexOptions.Multiline);
        Assert.True(section.Success, $"docs/architecture.md has no section '### {project}'.");
        return [.. Row().Matches(section.Groups["body"].Value).Select(row => row.Groups[1].Value)];
    }

    [GeneratedRegex(@"^\| `([\w/]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
