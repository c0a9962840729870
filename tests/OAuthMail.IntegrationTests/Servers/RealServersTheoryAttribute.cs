namespace OAuthMail.IntegrationTests.Servers;

/// <summary>A test with data that needs the real servers; skipped, with the reason, where they are not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealServersTheoryAttribute : TheoryAttribute
{
    public RealServersTheoryAttribute() => Skip = Installation.WhyMissing;
}
