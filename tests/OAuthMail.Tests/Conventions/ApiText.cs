using System.Globalization;
using System.Reflection;
using System.Text;

namespace OAuthMail.Tests.Conventions;

/// <summary>Writes an assembly's public surface as text, sorted, one member a line.</summary>
internal static class ApiText
{
    public static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal))
        {
            text.Append(ApiNames.Declare(type)).Append('\n');
            foreach (var line in Members(type).Order(StringComparer.Ordinal)) text.Append("    ").Append(line).Append('\n');
            text.Append('\n');
        }

        return text.ToString();
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            foreach (var name in Enum.GetNames(type))
            {
                yield return $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}";
            }
            yield break;
        }

        if (type.BaseType == typeof(MulticastDelegate)) yield break;
        foreach (
            var field in type.GetFields(PublicSurface.Declared)
                .Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly))
        {
            var value = field.IsLiteral ? $" = {Convert.ToString(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}" : "";
            yield return $"{(field.IsLiteral ? "const " : field.IsStatic ? "static " : "")}{ApiNames.Of(field)} {field.Name}{value}";
        }

        foreach (var constructor in type.GetConstructors(PublicSurface.Declared).Where(PublicSurface.IsVisible))
        {
            yield return $"{Modifiers(constructor)}.ctor({Parameters(constructor)})";
        }

        foreach (var property in type.GetProperties(PublicSurface.Declared))
        {
            var accessors = new[] { property.GetMethod, property.SetMethod }.Where(PublicSurface.IsVisible).Select(accessor => accessor!)
                .ToList();
            if (accessors.Count == 0) continue;
            var kinds = string.Concat(
                accessors.Select(accessor => accessor == property.GetMethod ? " get;" : IsInit(accessor) ? " init;" : " set;"));
            yield return $"{Modifiers(accessors[0])}{ApiNames.Of(property)} {property.Name} {{{kinds} }}";
        }

        foreach (var happening in type.GetEvents(PublicSurface.Declared).Where(happening => PublicSurface.IsVisible(happening.AddMethod)))
        {
            yield return $"event {ApiNames.Of(happening.EventHandlerType!)} {happening.Name}";
        }

        foreach (var method in type.GetMethods(PublicSurface.Declared).Where(PublicSurface.IsVisible))
        {
            if (method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal)) continue;
            var generic = method.IsGenericMethod
                ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>"
                : "";
            yield return $"{Modifiers(method)}{ApiNames.Of(method.ReturnParameter)} {method.Name}{generic}({Parameters(method)})";
        }
    }

    private static bool IsInit(MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit");

    private static string Modifiers(MethodBase method)
    {
        var text = method.IsPublic ? "" : "protected ";
        if (method.IsStatic) return text + "static ";
        if (method.DeclaringType!.IsInterface || method is ConstructorInfo) return text;
        if (method.IsAbstract) return text + "abstract ";
        if (!method.IsVirtual || method.IsFinal) return text;
        return text + (((MethodInfo)method).GetBaseDefinition() == method ? "virtual " : "override ");
    }

    private static string Parameters(MethodBase method)
    {
        var extension = method.IsDefined(typeof(System.Runtime.CompilerServices.ExtensionAttribute), false) ? "this " : "";
        return extension + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var kind = parameter.IsDefined(typeof(ParamArrayAttribute), false) ? "params " : parameter.IsOut ? "out " : "";
        var value = !parameter.HasDefaultValue ? "" : parameter.DefaultValue switch
        {
            null => parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null
                ? " = default"
                : " = null",
            string text => $" = \"{text}\"",
            var other => " = " + Convert.ToString(other, CultureInfo.InvariantCulture),
        };
        return $"{kind}{ApiNames.Of(parameter)} {parameter.Name}{value}";
    }
}
