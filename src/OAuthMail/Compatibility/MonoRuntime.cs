namespace OAuthMail.Compatibility;

/// <summary>
/// Recognizes Mono, which runs programs for .NET Framework on Linux and macOS, and lacks some of its functions.
/// </summary>
internal static class MonoRuntime
{
    /// <summary>
    /// Gets whether Mono runs the program. Source: https://www.mono-project.com/docs/gui/winforms/porting-winforms-applications
    /// (<c>Mono.Runtime</c> exists only there).
    /// </summary>
    public static bool IsUsed { get; } =
#if NET
        false;
#else
        Type.GetType("Mono.Runtime") is not null;
#endif
}
