using System.Security.Cryptography;
using System.Text;

namespace OAuthMail.AspNetCore.Pages;

/// <summary>The stylesheet of the pages.</summary>
internal static class Stylesheet
{
    public static string Text { get; } = Read();

    /// <summary>Gets the address of the stylesheet, which changes with its text, so that browsers can keep it.</summary>
    public static string Name { get; } = $"style.css?v={Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)), 0, 4)}";

    private static string Read()
    {
        using var stream = typeof(Stylesheet).Assembly.GetManifestResourceStream("connect-page.css")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
