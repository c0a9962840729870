namespace OAuthMail.IntegrationTests.Servers;

/// <summary>A test with data that requires the real servers. It is skipped with a reason if they are not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealServersTheoryAttribute : TheoryAttribute
{
    public RealServersTheoryAttribute() => Skip = Installation.WhyMissing;
}
