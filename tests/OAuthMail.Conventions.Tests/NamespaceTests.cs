using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace OAuthMail.Conventions.Tests;

/// <summary>Public types are in the root namespace of their package, and internal types in the namespace of their folder.</summary>
public class NamespaceTests
{
    /// <summary>Namespaces of public types other than a package's root: extension points and registration methods.</summary>
    private static readonly HashSet<string> FurtherNamespaces =
        ["OAuthMail.Storage", "Microsoft.Extensions.DependencyInjection", "Microsoft.AspNetCore.Builder"];

    /// <summary>Types for authors of a token store, and no others.</summary>
    private static readonly HashSet<string> StorageTypes =
    [
        "ITokenStore", "IPrefixTokenStore", "ITokenLease", "IReservingTokenLease", "ITokenProtector", "TokenRecord", "TokenRecordCodec",
        "TokenStoreEntry",
    ];

    public static TheoryData<string> Projects => FolderDependencyTests.Projects;

    [Theory]
    [MemberData(nameof(Projects))]
    public void Public_types_are_in_the_root_namespace(string project) => Assert.Empty(SourceProject.Find(project).Types()
        .Where(type => IsPublic(type.Type) && type.Namespace != project && !FurtherNamespaces.Contains(type.Namespace))
        .Select(type => $"{type.Namespace}.{NameOf(type.Type)}"));

    [Fact]
    public void Only_extension_points_are_in_the_storage_namespace() => Assert.Equal(
        StorageTypes.Order(StringComparer.Ordinal),
        SourceProject.Core.Types().Where(type => IsPublic(type.Type) && type.Namespace == "OAuthMail.Storage")
            .Select(type => NameOf(type.Type)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Internal_types_are_in_the_namespace_of_their_folder(string project)
    {
        var source = SourceProject.Find(project);
        var offenders = source.Types().Where(
            type => !IsPublic(type.Type) && type.Namespace.StartsWith("OAuthMail", StringComparison.Ordinal))
            .Where(type => type.Namespace != $"{project}.{source.FolderOf(type.File).Replace('/', '.')}".TrimEnd('.'));
        Assert.Empty(offenders.Select(type => $"{type.Namespace}.{NameOf(type.Type)} in {Path.GetRelativePath(source.Folder, type.File)}"));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void File_has_one_public_type_with_its_name(string project)
    {
        var files = SourceProject.Find(project).Types().Where(type => IsPublic(type.Type)).GroupBy(type => type.File);
        Assert.Empty(files
            .Select(
                file => (Stem: Path.GetFileName(file.Key).Split('.')[0], Names: file.Select(type => NameOf(type.Type)).Distinct().ToList()))
            .Where(file => file.Names.Count > 1 || file.Names[0] != file.Stem)
            .Select(file => $"{file.Stem}: {string.Join(", ", file.Names)}"));
    }

    private static bool IsPublic(MemberDeclarationSyntax type) => type.Modifiers.Any(SyntaxKind.PublicKeyword);

    private static string NameOf(MemberDeclarationSyntax type) => type switch
    {
        BaseTypeDeclarationSyntax named => named.Identifier.Text,
        DelegateDeclarationSyntax named => named.Identifier.Text,
        _ => type.ToString(),
    };
}
