namespace OAuthMail.Tool.Tests.TestServer;

/// <summary>A test that requires a shell and signals. It is skipped on Windows.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "Windows has neither /bin/sh nor SIGTERM." : null;
}
