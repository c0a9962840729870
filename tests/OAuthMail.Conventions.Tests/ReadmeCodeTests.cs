using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace OAuthMail.Conventions.Tests;

/// <summary>
/// Every C# block of the README is a complete program. It compiles here against the packages' assemblies; <c>.ci/readme</c> compiles it
/// in a new project against the packed packages.
/// </summary>
public partial class ReadmeCodeTests
{
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;"
        + "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    public static TheoryData<string> Programs => [.. Block().Matches(ReadReadme()).Select(block => block.Groups["code"].Value)];

    [Theory]
    [MemberData(nameof(Programs))]
    public void Readme_program_compiles_unchanged(string program)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(file => MetadataReference.CreateFromFile(file));
        var options = new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable);
        var trees = new[] { program, ImplicitUsings }.Select(text => CSharpSyntaxTree.ParseText(text, CSharpParseOptions.Default));
        var compilation = CSharpCompilation.Create("Program", trees, references, options);
        Assert.Empty(
            compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
                .Select(diagnostic => diagnostic.ToString()));
    }

    private static string ReadReadme() => File.ReadAllText(OAuthMail.Tests.SourceTree.PathOf("README.md")).ReplaceLineEndings("\n");

    [GeneratedRegex(@"^```csharp\n(?<code>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
