namespace OAuthMail.Configuration.Validation;

/// <summary>Reads and lists the names of enumerations. Numbers are not names.</summary>
internal static class EnumText
{
    /// <summary>Returns the names, in the order of their values.</summary>
    public static IReadOnlyList<string> NamesOf<T>()
        where T : struct, Enum =>
#if NET
        Enum.GetNames<T>();
#else
        Enum.GetNames(typeof(T));
#endif

    /// <summary>Determines whether the enumeration has the value. Combinations of values are not defined.</summary>
    public static bool IsDefined<T>(T value)
        where T : struct, Enum =>
#if NET
        Enum.IsDefined(value);
#else
        Enum.IsDefined(typeof(T), value);
#endif

    /// <summary>Finds the value with a name, ignoring case.</summary>
    public static bool TryParse<T>(string text, out T value)
        where T : struct, Enum
    {
        value = default;
        var name = NamesOf<T>().FirstOrDefault(one => string.Equals(one, text.Trim(), StringComparison.OrdinalIgnoreCase));
        return name is not null && Enum.TryParse(name, out value);
    }
}
