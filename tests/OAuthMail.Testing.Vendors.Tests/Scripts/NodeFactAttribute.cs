using OAuthMail.Tests;

namespace OAuthMail.Testing.Vendors.Tests.Scripts;

/// <summary>A test with libraries from npm. It is skipped with a reason if they are not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NodeFactAttribute : FactAttribute
{
    private static readonly string? Missing = Find();

    public NodeFactAttribute() => Skip = Missing;

    private static string? Find()
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "node"))))
            return "Node.js is not installed.";
        var folder = SourceTree.PathOf("tests", "OAuthMail.Testing.Vendors.Tests", "Node");
        return Directory.Exists(Path.Combine(folder, "node_modules", "openid-client"))
            ? null
            : $"The libraries are not installed (npm ci in {folder}).";
    }
}
