using System.Reflection;
using OAuthMail.Storage;

namespace OAuthMail.Tests.Conventions;

/// <summary>What holds for every public type and member.</summary>
public class SurfaceConventionTests
{
    /// <summary>Classes that are meant to be derived from, by users or within this library.</summary>
    private static readonly HashSet<string> Unsealed =
    [
        nameof(OAuthMailException), "OAuthClientOptions", "ClientCredential", "JwtSigner",
        "OAuthSaslMechanism", "MailTestServer", "MailTestServerOptions", "MailTestServer`1", "MailTestServer`2",
    ];

    [Fact]
    public void Classes_are_sealed_or_static_unless_they_are_meant_to_be_derived_from() =>
        AssertNone(
            PublicSurface.Types.Where(type => type.IsClass && !type.IsSealed && !Unsealed.Contains(type.Name))
                .Select(type => type.FullName));

    [Fact]
    public void What_may_be_derived_from_is_still_open() =>
        AssertNone(PublicSurface.Types.Where(type => type.IsSealed && Unsealed.Contains(type.Name)).Select(type => type.FullName));

    [Fact]
    public void No_type_is_public_inside_another() =>
        AssertNone(PublicSurface.Types.Where(type => type.IsNested).Select(type => type.FullName));

    [Fact]
    public void What_is_awaited_is_called_async() => AssertNone(PublicSurface.Methods
        .Where(method => PublicSurface.IsAwaited(method.ReturnType) != method.Name.EndsWith("Async", StringComparison.Ordinal))
        .Select(Name));

    [Fact]
    public void What_is_awaited_can_be_cancelled_by_its_last_parameter() => AssertNone(PublicSurface.Methods
        .Where(method => PublicSurface.IsAwaited(method.ReturnType) && method.Name != nameof(IAsyncDisposable.DisposeAsync))
        .Where(method => method.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken))
        .Select(Name));

    [Fact]
    public void A_cancellation_token_is_the_last_parameter_and_has_its_usual_name() => AssertNone(PublicSurface.Methods
        .Where(method => method.GetParameters().Any(parameter => parameter.ParameterType == typeof(CancellationToken)
            && (parameter.Position != method.GetParameters().Length - 1 || parameter.Name != "cancellationToken")))
        .Select(Name));

    /// <summary>Who implements a source, a signer or a check is called with a token always; who calls need not have one.</summary>
    [Fact]
    public void Callers_need_no_cancellation_token() => AssertNone(PublicSurface.Methods
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
    public void Old_compilers_can_set_every_property() =>
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
    public void What_is_disposed_asynchronously_can_be_disposed_otherwise_too() => AssertNone(PublicSurface.Types
        .Where(type => typeof(IAsyncDisposable).IsAssignableFrom(type) && !typeof(IDisposable).IsAssignableFrom(type))
            .Select(type => type.FullName));

    [Fact]
    public void Every_exception_of_this_library_has_a_row_of_the_catalogue() => AssertNone(PublicSurface.Core.GetExportedTypes()
        .Where(type => typeof(Exception).IsAssignableFrom(type) && !typeof(OAuthMailException).IsAssignableFrom(type))
            .Select(type => type.FullName));

    [Fact]
    public void Internal_namespaces_have_nothing_public() => AssertNone(PublicSurface.Types
        .Where(type => type.Namespace!.EndsWith(".Compatibility", StringComparison.Ordinal)).Select(type => type.FullName));

    [Fact]
    public void No_text_form_shows_a_token()
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
            new MailAccountOptions { ClientSecret = "very-secret-secret", Certificate = new CertificateOptions { Password = "very-secret-password" } },
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
