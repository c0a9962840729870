namespace OAuthMail.IntegrationTests.Servers;

/// <summary>A test that needs the real servers; skipped, with the reason, where they are not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealServersFactAttribute : FactAttribute
{
    public RealServersFactAttribute() => Skip = Installation.WhyMissing;
}
