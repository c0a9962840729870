using System.Reflection;

namespace OAuthMail.Tests.Conventions;

/// <summary>
/// The public surface, written down: nobody changes it by accident. A change that is meant is accepted by running these tests with
/// <c>OAUTHMAIL_ACCEPT=1</c>, which rewrites the text files beside this one, and committing those.
/// </summary>
public class PublicApiTests
{
#if SURFACE_OF_MAILKIT
    [Fact]
    public void The_MailKit_package_has_the_surface_that_is_written_down() => Compare(PublicSurface.Core, "OAuthMail.MailKit." + Framework);
#elif SURFACE_OF_MICROSOFT
    [Fact]
    public void The_Microsoft_package_has_the_surface_that_is_written_down() =>
        Compare(PublicSurface.Core, "OAuthMail.Microsoft." + Framework);
#elif CORE_IS_NETSTANDARD
    [Fact]
    public void The_core_for_netstandard_has_the_surface_that_is_written_down() => Compare(PublicSurface.Core, "OAuthMail.netstandard2.0");
#else
    [Fact]
    public void The_core_has_the_surface_that_is_written_down() => Compare(PublicSurface.Core, "OAuthMail.net10.0");

    [Fact]
    public void The_test_servers_have_the_surface_that_is_written_down() => Compare(PublicSurface.Testing, "OAuthMail.Testing.net10.0");
#endif

#if SURFACE_OF_MAILKIT || SURFACE_OF_MICROSOFT
    private static string Framework =>
        PublicSurface.Core.GetCustomAttribute<System.Runtime.Versioning.TargetFrameworkAttribute>()!.FrameworkName.StartsWith(
            ".NETStandard", StringComparison.Ordinal)
            ? "netstandard2.0"
            : "net10.0";
#endif

    private static void Compare(Assembly assembly, string name)
    {
        var file = SourceTree.PathOf("tests", "OAuthMail.Tests", "Conventions", name + ".api.txt");
        var actual = ApiText.Describe(assembly);
        if (Environment.GetEnvironmentVariable("OAUTHMAIL_ACCEPT") == "1") File.WriteAllText(file, actual);

        var accepted = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        if (accepted == actual) return;
        var before = WithTypes(accepted);
        var after = WithTypes(actual);
        var difference = before.Except(after).Select(line => "- " + line).Concat(after.Except(before).Select(line => "+ " + line));
        Assert.Fail($"The public surface of {name} has changed:\n{string.Join("\n", difference)}\n"
            + "If that is meant, run this test with OAUTHMAIL_ACCEPT=1 and commit the changed .api.txt.");
    }

    /// <summary>Puts each member's type before it, so that the difference says where it is.</summary>
    private static List<string> WithTypes(string text)
    {
        var lines = new List<string>();
        var type = "";
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] != ' ') lines.Add(type = line);
            else lines.Add($"{type} | {line.Trim()}");
        }

        return lines;
    }
}
