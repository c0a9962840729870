using System.Runtime.Versioning;

namespace OAuthMail.Tests;

public class BuildUnderTest
{
    [Fact]
    public void Tests_run_against_the_configured_target_framework()
    {
        var framework = typeof(TokenKey).Assembly.GetCustomAttributes(typeof(TargetFrameworkAttribute), false)
            .Cast<TargetFrameworkAttribute>().Single();
#if CORE_IS_NETSTANDARD
        Assert.Equal(".NETStandard,Version=v2.0", framework.FrameworkName);
#else
        Assert.Equal(".NETCoreApp,Version=v10.0", framework.FrameworkName);
#endif
    }

    [Fact]
    public void Testing_package_works_with_this_build()
    {
        var clock = new OAuthMail.Testing.ManualTimeProvider();
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, clock.GetUtcNow().Second);
    }
}
