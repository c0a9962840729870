using System.Reflection;
#if !SURFACE_OF_MAILKIT && !SURFACE_OF_MICROSOFT
using OAuthMail.Testing;
#endif

namespace OAuthMail.Tests.Conventions;

/// <summary>Provides the public types and members that the conventions apply to.</summary>
internal static class PublicSurface
{
    public const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

#if SURFACE_OF_MAILKIT
    /// <summary>Gets the assembly whose members must be usable from C# 7.3.</summary>
    public static Assembly Core => typeof(OAuthMail.MailKit.MailServiceExtensions).Assembly;

    public static IEnumerable<Type> Types => Core.GetExportedTypes();
#elif SURFACE_OF_MICROSOFT
    /// <summary>Gets the assembly whose members must be usable from C# 7.3.</summary>
    public static Assembly Core => typeof(OAuthMail.Microsoft.MicrosoftTokens).Assembly;

    public static IEnumerable<Type> Types => Core.GetExportedTypes();
#else
    /// <summary>Gets the assembly whose members must be usable from C# 7.3.</summary>
    public static Assembly Core => typeof(MailTokens).Assembly;

    public static Assembly Testing => typeof(ManualTimeProvider).Assembly;

    public static IEnumerable<Type> Types => Core.GetExportedTypes().Concat(Testing.GetExportedTypes());
#endif

    /// <summary>Returns the methods, without accessors and operators.</summary>
    public static IEnumerable<MethodInfo> Methods =>
        Types.SelectMany(type => type.GetMethods(Declared)).Where(method => IsVisible(method) && !method.IsSpecialName);

    public static bool IsVisible(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    public static bool IsStatic(Type type) => type is { IsAbstract: true, IsSealed: true };

    /// <summary>Returns whether a type is awaitable.</summary>
    public static bool IsAwaited(Type type)
    {
        var open = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return open == typeof(Task) || open == typeof(Task<>) || open == typeof(ValueTask) || open == typeof(ValueTask<>)
            || open == typeof(IAsyncEnumerable<>);
    }
}
