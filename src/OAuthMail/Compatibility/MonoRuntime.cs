namespace OAuthMail.Compatibility;

/// <summary>
/// Recognizes Mono, which runs programs for .NET Framework on Linux and macOS, and lacks some of its functions. The type
/// <c>Mono.Runtime</c> exists only there: https://www.mono-project.com/docs/faq/technical.
/// </summary>
internal static class MonoRuntime
{
    /// <summary>Gets whether Mono runs the program.</summary>
#if NET
    public static bool IsUsed => false;
#else
    public static bool IsUsed { get; } = Type.GetType("Mono.Runtime") is not null;
#endif
}
