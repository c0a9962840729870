using System.Reflection;

namespace OAuthMail.Tests.Conventions;

/// <summary>
/// Calls every public method and constructor with a wrong argument: <see langword="null"/> where it is not allowed, an undefined enum
/// value, and a canceled token.
/// </summary>
public class ArgumentConventionTests
{
    private const int Undefined = 4711;

    private static readonly NullabilityInfoContext Nullability = new();

    [Fact]
    public async Task Null_is_refused_with_the_name_of_the_parameter()
    {
        var offenders = new List<string>();
        foreach (var (method, parameter) in Parameters(parameter => IsRequiredReference(parameter)))
        {
            var failure = await CallAsync(method, parameter, null);
            if (failure is ArgumentNullException missing && missing.ParamName == parameter.Name) continue;
            offenders.Add($"{Describe(method)}, {parameter.Name}: {Describe(failure)}");
        }

        Assert.True(offenders.Count == 0, string.Join("\n", offenders));
    }

    [Fact]
    public async Task Undefined_enum_value_is_refused_with_the_name_of_the_parameter()
    {
        var offenders = new List<string>();
        foreach (var (method, parameter) in Parameters(parameter => EnumOf(parameter.ParameterType) is not null))
        {
            var failure = await CallAsync(method, parameter, Enum.ToObject(EnumOf(parameter.ParameterType)!, Undefined));
            if (failure is ArgumentOutOfRangeException wrong && wrong.ParamName == parameter.Name) continue;
            offenders.Add($"{Describe(method)}, {parameter.Name}: {Describe(failure)}");
        }

        Assert.True(offenders.Count == 0, string.Join("\n", offenders));
    }

    [Fact]
    public async Task Canceled_token_cancels()
    {
        var offenders = new List<string>();
        foreach (var (method, parameter) in Parameters(parameter => parameter.ParameterType == typeof(CancellationToken)))
        {
            if (ArgumentSamples.CompletesWithCanceledToken(method)) continue;
            var failure = await CallAsync(method, parameter, new CancellationToken(canceled: true));
            if (failure is not OperationCanceledException) offenders.Add($"{Describe(method)}: {Describe(failure)}");
        }

        Assert.True(offenders.Count == 0, string.Join("\n", offenders));
    }

    private static IEnumerable<(MethodBase Method, ParameterInfo Parameter)> Parameters(Func<ParameterInfo, bool> isTested)
    {
        var methods = PublicSurface.Core.GetExportedTypes()
            .Where(type => !type.IsEnum && !type.IsInterface && !typeof(Delegate).IsAssignableFrom(type))
            .SelectMany(type => type.GetMembers(PublicSurface.Declared).OfType<MethodBase>())
            .Where(method => method.IsPublic && !method.IsAbstract && !(method is ConstructorInfo && method.IsStatic))
            .Where(method => !ArgumentSamples.IsExcluded(method));
        return from method in methods
               where method.Name is not ("Equals" or "op_Equality" or "op_Inequality") && !method.DeclaringType!.ContainsGenericParameters
               from parameter in method.GetParameters()
               where !parameter.IsOut && isTested(parameter)
               select (Close(method), Close(method).GetParameters()[parameter.Position]);
    }

    /// <summary>Replaces type parameters of a generic method by a type that satisfies their constraints.</summary>
    private static MethodBase Close(MethodBase method) =>
        method is MethodInfo { IsGenericMethodDefinition: true } open
            ? open.MakeGenericMethod([.. open.GetGenericArguments().Select(ArgumentSamples.Close)])
            : method;

    private static bool IsRequiredReference(ParameterInfo parameter) =>
        !parameter.ParameterType.IsValueType && Nullability.Create(parameter).WriteState == NullabilityState.NotNull
        && !(parameter.HasDefaultValue && parameter.DefaultValue is null);

    private static bool IsNullable(ParameterInfo parameter) =>
        !parameter.ParameterType.IsValueType && Nullability.Create(parameter).WriteState == NullabilityState.Nullable;

    private static Type? EnumOf(Type type)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        return inner.IsEnum ? inner : null;
    }

    /// <summary>Calls a method with valid arguments and one wrong one, and returns the exception.</summary>
    private static async Task<Exception?> CallAsync(MethodBase method, ParameterInfo wrong, object? value)
    {
        var owned = new List<IDisposable>();
        try
        {
            var samples = new ArgumentSamples(owned);
            object?[] arguments =
            [
                .. method.GetParameters().Select(
                    parameter => parameter.Position == wrong.Position ? value
                        : IsNullable(parameter) ? null
                        : samples.Create(parameter)),
            ];
            if (method is ConstructorInfo constructor)
            {
                if (constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null) is IDisposable created) owned.Add(created);
                return null;
            }

            var target = method.IsStatic ? null : samples.Create(method.DeclaringType!);
            var result = ((MethodInfo)method).Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            await AwaitAsync(result).WaitAsync(TimeSpan.FromSeconds(20));
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
        finally
        {
            foreach (var one in owned) one.Dispose();
        }
    }

    private static async Task AwaitAsync(object? result)
    {
        switch (result)
        {
            case Task task:
                await task;
                break;
            case ValueTask task:
                await task;
                break;
            case not null when result.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ValueTask<>):
                await (Task)type.GetMethod("AsTask")!.Invoke(result, null)!;
                break;
            case IAsyncEnumerable<object> items:
                await foreach (var item in items) _ = item;
                break;
        }
    }

    private static string Describe(MethodBase method) =>
        $"{method.DeclaringType!.Name}.{method.Name}({string.Join(", ", method.GetParameters().Select(p => p.ParameterType.Name))})";

    private static string Describe(Exception? failure) => failure switch
    {
        null => "no exception",
        ArgumentException argument => $"{failure.GetType().Name} of '{argument.ParamName}': {failure.Message}",
        _ => $"{failure.GetType().Name}: {failure.Message}",
    };
}
