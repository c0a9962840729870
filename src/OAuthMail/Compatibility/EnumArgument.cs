using System.Runtime.CompilerServices;

namespace OAuthMail.Compatibility;

/// <summary>Checks arguments of enumeration types.</summary>
internal static class EnumArgument
{
    /// <summary>Returns the value if the enumeration defines it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The enumeration does not define the value.</exception>
    public static T Require<T>(T value, [CallerArgumentExpression(nameof(value))] string? paramName = null)
        where T : struct, Enum
    {
#if NET
        var isDefined = Enum.IsDefined(value);
        var names = Enum.GetNames<T>();
#else
        var isDefined = Enum.IsDefined(typeof(T), value);
        var names = Enum.GetNames(typeof(T));
#endif
        if (isDefined) return value;
        throw new ArgumentOutOfRangeException(
            paramName, value, $"The value isn't defined. Valid values: {string.Join(", ", names)}.");
    }
}
