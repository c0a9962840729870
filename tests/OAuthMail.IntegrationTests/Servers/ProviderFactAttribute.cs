namespace OAuthMail.IntegrationTests.Servers;

/// <summary>A test that requires only the OpenID provider. It is skipped with a reason if the provider is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProviderFactAttribute : FactAttribute
{
    public ProviderFactAttribute() => Skip = Installation.WhyNoProvider;
}
