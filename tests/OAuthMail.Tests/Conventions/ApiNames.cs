using System.Reflection;

namespace OAuthMail.Tests.Conventions;

/// <summary>Writes types as C# does, with a question mark where null is allowed.</summary>
internal static class ApiNames
{
    private static readonly NullabilityInfoContext Nullability = new();

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(char)] = "char",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    public static string Of(FieldInfo field) => Write(field.FieldType, Nullability.Create(field));

    public static string Of(PropertyInfo property) => Write(property.PropertyType, Nullability.Create(property));

    public static string Of(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        var nullability = Nullability.Create(parameter);
        return type.IsByRef ? "ref " + Write(type.GetElementType()!, nullability) : Write(type, nullability);
    }

    public static string Of(Type type) => Write(type, null);

    public static string Declare(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            _ when type.BaseType == typeof(MulticastDelegate) => "delegate",
            _ when PublicSurface.IsStatic(type) => "static class",
            { IsSealed: true } => "sealed class",
            { IsAbstract: true } => "abstract class",
            _ => "class",
        };
        var bases = new List<string>();
        if (type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) && parent != typeof(Enum))
        {
            bases.Add(Of(parent));
        }
        if (!type.IsEnum)
        {
            var inherited = type.GetInterfaces().SelectMany(one => one.GetInterfaces()).Concat(type.BaseType?.GetInterfaces() ?? []);
            bases.AddRange(type.GetInterfaces().Except(inherited).Where(one => one.IsPublic).Select(Of).Order(StringComparer.Ordinal));
        }

        return $"{kind} {type.Namespace}.{Of(type)}{(bases.Count == 0 ? "" : " : " + string.Join(", ", bases))}";
    }

    private static string Write(Type type, NullabilityInfo? nullability)
    {
        var mark = !type.IsValueType && nullability is { ReadState: NullabilityState.Nullable } or { WriteState: NullabilityState.Nullable, ReadState: NullabilityState.Unknown }
            ? "?"
            : "";
        if (type.IsArray) return Write(type.GetElementType()!, nullability?.ElementType) + "[]" + mark;
        if (Nullable.GetUnderlyingType(type) is { } value) return Write(value, null) + "?";
        if (Keywords.TryGetValue(type, out var keyword)) return keyword + mark;
        if (!type.IsGenericType) return (type.IsNested && !type.IsGenericParameter ? Of(type.DeclaringType!) + "." : "") + type.Name + mark;

        var arguments = type.GetGenericArguments();
        var written = arguments.Select((argument, i) =>
            Write(
                argument,
                nullability is not null && nullability.GenericTypeArguments.Length == arguments.Length
                    ? nullability.GenericTypeArguments[i]
                    : null));
        return $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", written)}>{mark}";
    }
}
