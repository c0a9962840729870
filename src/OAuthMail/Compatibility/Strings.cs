#if !NET
namespace OAuthMail.Compatibility;

/// <summary>String methods of newer frameworks for the netstandard2.0 build.</summary>
internal static class Strings
{
    public static bool Contains(this string text, string part, StringComparison comparison) => text.IndexOf(part, comparison) >= 0;
}
#endif
