using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OAuthMail.Conventions.Tests;

/// <summary>The sources of one package, compiled without running them.</summary>
internal sealed class SourceProject
{
    private static readonly CSharpParseOptions ParseOptions = new(
        LanguageVersion.Latest, preprocessorSymbols: ["NET", "NET10_0", .. NewerFrameworks()]);

    private readonly Lazy<CSharpCompilation> _compilation;

    private SourceProject(string name)
    {
        Name = name;
        Folder = OAuthMail.Tests.SourceTree.PathOf("src", name);
        Files = [.. Directory.EnumerateFiles(Folder, "*.cs", SearchOption.AllDirectories).Where(IsSource).Order(StringComparer.Ordinal)];
        _compilation = new(Compile);
    }

    public static SourceProject Core { get; } = new("OAuthMail");

    public static SourceProject MailKit { get; } = new("OAuthMail.MailKit");

    public static SourceProject Microsoft { get; } = new("OAuthMail.Microsoft");

    public static SourceProject Graph { get; } = new("OAuthMail.Graph");

    public static SourceProject Testing { get; } = new("OAuthMail.Testing");

    public static SourceProject AspNetCore { get; } = new("OAuthMail.AspNetCore");

    public static SourceProject EntityFrameworkCore { get; } = new("OAuthMail.EntityFrameworkCore");

    public static IReadOnlyList<SourceProject> All { get; } =
        [Core, MailKit, Microsoft, AspNetCore, EntityFrameworkCore, Graph, Testing];

    /// <summary>Gets the project's name, which is its root namespace.</summary>
    public string Name { get; }

    public string Folder { get; }

    public IReadOnlyList<string> Files { get; }

    public static SourceProject Find(string name) => All.Single(project => project.Name == name);

    /// <summary>Returns the folder of a file, relative to the project and with slashes; empty for the project's own folder.</summary>
    public string FolderOf(string file) =>
        Path.GetRelativePath(Folder, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '/') switch
    {
        "." => "",
        var folder => folder,
    };

    /// <summary>Returns the types that each file declares outside of other types.</summary>
    public IEnumerable<(string File, string Namespace, MemberDeclarationSyntax Type)> Types() => _compilation.Value.SyntaxTrees
        .Where(tree => IsSource(tree.FilePath))
        .SelectMany(tree => tree.GetRoot().DescendantNodes(node => node is not BaseTypeDeclarationSyntax)
            .Where(node => node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
            .Select(node => (tree.FilePath, NamespaceOf(node), (MemberDeclarationSyntax)node)));

    /// <summary>Returns every use of a type, or of one of its members, in a file of another folder.</summary>
    public IEnumerable<TypeUse> UsesAcrossFolders()
    {
        foreach (var tree in _compilation.Value.SyntaxTrees.Where(tree => IsSource(tree.FilePath)))
        {
            var model = _compilation.Value.GetSemanticModel(tree);
            foreach (
                var node in tree.GetRoot().DescendantNodes().Where(node => node is SimpleNameSyntax or BaseObjectCreationExpressionSyntax))
            {
                if (DeclaringType(model.GetSymbolInfo(node).Symbol) is not { } type) continue;
                foreach (
                    var file in type.Locations.Where(location => location.IsInSource).Select(location => location.SourceTree!.FilePath))
                {
                    if (FolderOf(file) != FolderOf(tree.FilePath))
                    {
                        yield return new TypeUse(FolderOf(tree.FilePath), tree.FilePath, FolderOf(file), type.Name);
                    }
                }
            }
        }
    }

    public IEnumerable<string> Errors() => _compilation.Value.GetDiagnostics()
        .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && !IsGenerated(diagnostic))
            .Select(diagnostic => diagnostic.ToString());

    public override string ToString() => Name;

    private static INamedTypeSymbol? DeclaringType(ISymbol? symbol)
    {
        var type = symbol switch
        {
            INamedTypeSymbol named => named,
            IMethodSymbol { ReducedFrom: { } extension } => extension.ContainingType,
            INamespaceSymbol => null,
            _ => symbol?.ContainingType,
        };
        while (type?.ContainingType is { } outer) type = outer;
        return type?.OriginalDefinition;
    }

    private static string NamespaceOf(SyntaxNode node) =>
        node.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString() ?? "";

    private static bool IsSource(string file) =>
        file.Length > 0 && !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal);

    // Partial methods that a source generator completes are not complete here.
    private static bool IsGenerated(Diagnostic diagnostic) => diagnostic.Id is "CS8795" or "CS9248";

    private static IEnumerable<string> NewerFrameworks() => Enumerable.Range(5, 6).Select(version => $"NET{version}_0_OR_GREATER");

    private CSharpCompilation Compile()
    {
        var trees = Files.Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), ParseOptions, file))
            .Append(CSharpSyntaxTree.ParseText(GlobalUsings(), ParseOptions));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetFileNameWithoutExtension(file) != Name)
            .Select(file => MetadataReference.CreateFromFile(file));
        return CSharpCompilation.Create(Name, trees, references, new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable,
            cryptoPublicKey: typeof(MailTokens).Assembly.GetName().GetPublicKey() is { Length: > 0 } key ? [.. key] : []));
    }

    private string GlobalUsings()
    {
        string[] implicitUsings =
        [
            "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading",
            "System.Threading.Tasks",
        ];
        var project = File.ReadAllText(Path.Combine(Folder, Name + ".csproj"));
        var own = System.Text.RegularExpressions.Regex.Matches(project, "<Using Include=\"([^\"]+)\"")
            .Select(match => match.Groups[1].Value);
        return string.Join('\n', implicitUsings.Concat(own).Select(name => $"global using {name};"));
    }
}
