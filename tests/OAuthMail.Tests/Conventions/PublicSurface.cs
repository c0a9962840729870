using System.Reflection;
#if !SURFACE_OF_MAILKIT && !SURFACE_OF_MICROSOFT
using OAuthMail.Testing;
#endif

namespace OAuthMail.Tests.Conventions;

/// <summary>What the conventions are about: everything that other programs can name.</summary>
internal static class PublicSurface
{
    public const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

#if SURFACE_OF_MAILKIT
    /// <summary>What must suit old compilers.</summary>
    public static Assembly Core => typeof(OAuthMail.MailKit.MailServiceExtensions).Assembly;

    public static IEnumerable<Type> Types => Core.GetExportedTypes();
#elif SURFACE_OF_MICROSOFT
    /// <summary>What must suit old compilers.</summary>
    public static Assembly Core => typeof(OAuthMail.Microsoft.MicrosoftTokens).Assembly;

    public static IEnumerable<Type> Types => Core.GetExportedTypes();
#else
    /// <summary>What must suit old compilers.</summary>
    public static Assembly Core => typeof(MailTokens).Assembly;

    public static Assembly Testing => typeof(ManualTimeProvider).Assembly;

    public static IEnumerable<Type> Types => Core.GetExportedTypes().Concat(Testing.GetExportedTypes());
#endif

    /// <summary>The methods; what properties, events and operators are made of are none.</summary>
    public static IEnumerable<MethodInfo> Methods =>
        Types.SelectMany(type => type.GetMethods(Declared)).Where(method => IsVisible(method) && !method.IsSpecialName);

    public static bool IsVisible(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    public static bool IsStatic(Type type) => type is { IsAbstract: true, IsSealed: true };

    /// <summary>Whether a caller waits for it.</summary>
    public static bool IsAwaited(Type type)
    {
        var open = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return open == typeof(Task) || open == typeof(Task<>) || open == typeof(ValueTask) || open == typeof(ValueTask<>)
            || open == typeof(IAsyncEnumerable<>);
    }
}
