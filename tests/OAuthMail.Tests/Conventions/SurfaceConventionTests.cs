using System.Reflection;
using OAuthMail.Storage;

namespace OAuthMail.Tests.Conventions;

/// <summary>Conventions for all public types and members.</summary>
public class SurfaceConventionTests
{
    /// <summary>Base classes for users or for this library.</summary>
    private static readonly HashSet<string> Unsealed =
    [
        nameof(OAuthMailException), "OAuthClientOptions", "ClientCredential", "JwtSigner",
        "OAuthSaslMechanism", "MailTestServer", "MailTestServerOptions", "MailTestServer`1", "MailTestServer`2",
        "ReceivedMail", "MailArrival", "Pop3Arrival",
    ];

    [Fact]
    public void Classes_are_sealed_or_static_except_for_base_classes() =>
        AssertNone(
            PublicSurface.Types.Where(type => type.IsClass && !type.IsSealed && !Unsealed.Contains(type.Name))
                .Select(type => type.FullName));

    [Fact]
    public void Base_classes_are_not_sealed() =>
        AssertNone(PublicSurface.Types.Where(type => type.IsSealed && Unsealed.Contains(type.Name)).Select(type => type.FullName));

    [Fact]
    public void No_public_type_is_nested() =>
        AssertNone(PublicSurface.Types.Where(type => type.IsNested).Select(type => type.FullName));

    [Fact]
    public void Awaitable_methods_have_the_suffix_Async() => AssertNone(PublicSurface.Methods
        .Where(method => PublicSurface.IsAwaited(method.ReturnType) != method.Name.EndsWith("Async", StringComparison.Ordinal))
        .Select(Name));

    [Fact]
    public void Awaitable_methods_have_a_cancellation_token_as_last_parameter() => AssertNone(PublicSurface.Methods
        .Where(method => PublicSurface.IsAwaited(method.ReturnType) && method.Name != nameof(IAsyncDisposable.DisposeAsync))
        .Where(method => method.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken))
        .Select(Name));

    [Fact]
    public void Cancellation_token_is_the_last_parameter_with_the_usual_name() => AssertNone(PublicSurface.Methods
        .Where(method => method.GetParameters().Any(parameter => parameter.ParameterType == typeof(CancellationToken)
            && (parameter.Position != method.GetParameters().Length - 1 || parameter.Name != "cancellationToken")))
        .Select(Name));

    /// <summary>Implementers always receive a cancellation token; callers can omit it.</summary>
    [Fact]
    public void Cancellation_token_is_optional() => AssertNone(PublicSurface.Methods
        .Where(method => !method.IsAbstract && !Implements(method))
        .Where(
            method => method.GetParameters().LastOrDefault() is { HasDefaultValue: false } last
                && last.ParameterType == typeof(CancellationToken))
        .Select(Name));

    [Fact]
    public void No_field_is_public() => AssertNone(PublicSurface.Types.Where(type => !type.IsEnum)
        .SelectMany(type => type.GetFields(PublicSurface.Declared)).Where(field => field.IsPublic && !field.IsLiteral)
        .Select(field => $"{field.DeclaringType}.{field.Name}"));

    [Fact]
    public void Properties_are_neither_init_only_nor_required() =>
        AssertNone(PublicSurface.Core.GetExportedTypes().SelectMany(type => type.GetProperties(PublicSurface.Declared))
        .Where(property => property.SetMethod is { IsPublic: true } setter
            && (setter.ReturnParameter.GetRequiredCustomModifiers().Length > 0
                || property.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "RequiredMemberAttribute")))
        .Select(property => $"{property.DeclaringType}.{property.Name}"));

    [Fact]
    public void No_public_type_is_a_record() => AssertNone(PublicSurface.Core.GetExportedTypes()
        .Where(type => type.GetMethod("<Clone>$") is not null || type.GetMethod("PrintMembers", PublicSurface.Declared) is not null)
        .Select(type => type.FullName));

    [Fact]
    public void Asynchronously_disposable_types_are_also_disposable() => AssertNone(PublicSurface.Types
        .Where(type => typeof(IAsyncDisposable).IsAssignableFrom(type) && !typeof(IDisposable).IsAssignableFrom(type))
            .Select(type => type.FullName));

    [Fact]
    public void Exceptions_have_a_problem_of_the_catalogue() => AssertNone(PublicSurface.Core.GetExportedTypes()
        .Where(type => typeof(Exception).IsAssignableFrom(type) && !typeof(OAuthMailException).IsAssignableFrom(type))
            .Select(type => type.FullName));

    [Fact]
    public void Internal_namespaces_have_no_public_types() => AssertNone(PublicSurface.Types
        .Where(type => type.Namespace!.EndsWith(".Compatibility", StringComparison.Ordinal)).Select(type => type.FullName));

    [Fact]
    public void ToString_never_returns_a_token()
    {
        var now = DateTimeOffset.UnixEpoch;
        var token = new AccessToken("very-secret-token", now, now + TimeSpan.FromHours(1));
        var record = new TokenRecord
        {
            AccessToken = "very-secret-token",
            RefreshToken = "very-secret-refresh",
            IssuedAt = now,
            ExpiresAt = now + TimeSpan.FromHours(1),
        };
        record.Properties["cache"] = "very-secret-cache";
        var grant = new TokenGrant(token) { RefreshToken = "very-secret-refresh" };
        object[] shown =
        [
            token, record, grant, new TokenStoreEntry(new TokenKey("key"), "1", record), new AccessTokenRequest(rejectedToken: token),
            new TokenSourceContext(new AccessTokenRequest(rejectedToken: token), record), new ClientSecret("very-secret-secret"),
            new ClientRegistration("client", new ClientSecret("very-secret-secret")),
            new MailAccountOptions
            {
                ClientSecret = "very-secret-secret",
                Certificate = new CertificateOptions { Password = "very-secret-password" },
            },
        ];
        foreach (var one in shown) Assert.DoesNotContain("very-secret", one.ToString(), StringComparison.Ordinal);
    }

    private static bool Implements(MethodInfo method) =>
        !method.DeclaringType!.IsInterface && method.IsVirtual
        && (method.GetBaseDefinition() != method || method.DeclaringType.GetInterfaces()
            .Any(one => method.DeclaringType.GetInterfaceMap(one).TargetMethods.Contains(method)));

    private static string Name(MethodInfo method) => $"{method.DeclaringType}.{method.Name}";

    private static void AssertNone(IEnumerable<string?> offenders) => Assert.Empty(offenders.Order(StringComparer.Ordinal));
}
