namespace OAuthMail.IntegrationTests.Servers;

/// <summary>A test that needs the OpenID provider alone; skipped, with the reason, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ProviderFactAttribute : FactAttribute
{
    public ProviderFactAttribute() => Skip = Installation.WhyNoProvider;
}
