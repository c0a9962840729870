using System.Reflection;
using OAuthMail.Testing;
using OAuthMail.Tokens;

namespace OAuthMail.Tests.Conventions;

/// <summary>What the conventions are about: everything that other programs can name.</summary>
internal static class PublicSurface
{
    public const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static Assembly Core => typeof(MailTokens).Assembly;

    public static Assembly Testing => typeof(ManualTimeProvider).Assembly;

    public static IEnumerable<Type> Types => Core.GetExportedTypes().Concat(Testing.GetExportedTypes());

    /// <summary>The methods; what properties, events and operators are made of are none.</summary>
    public static IEnumerable<MethodInfo> Methods =>
        Types.SelectMany(type => type.GetMethods(Declared)).Where(method => IsVisible(method) && !method.IsSpecialName);

    public static bool IsVisible(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true } or { IsFamilyOrAssembly: true };

    public static bool IsStatic(Type type) => type is { IsAbstract: true, IsSealed: true };

    /// <summary>Whether a caller waits for it.</summary>
    public static bool IsAwaited(Type type)
    {
        var open = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return open == typeof(Task) || open == typeof(Task<>) || open == typeof(ValueTask) || open == typeof(ValueTask<>) || open == typeof(IAsyncEnumerable<>);
    }
}
