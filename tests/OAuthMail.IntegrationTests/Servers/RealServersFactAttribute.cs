namespace OAuthMail.IntegrationTests.Servers;

/// <summary>A test that requires the real servers. It is skipped with a reason if they are not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealServersFactAttribute : FactAttribute
{
    public RealServersFactAttribute() => Skip = Installation.WhyMissing;
}
