using System.Globalization;
using System.Runtime.InteropServices;

namespace OAuthMail.Tests.Storage;

/// <summary>A test that needs root on Linux, to become another user or to mount a file system; skipped with a reason elsewhere.</summary>
internal sealed class FactAsRootAttribute : FactAttribute
{
    public FactAsRootAttribute()
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux)) Skip = "Needs Linux.";
        else if (Environment.UserName != "root") Skip = "Needs root, to act as other users.";
        else if (!File.Exists("/usr/bin/setpriv")) Skip = "Needs setpriv (util-linux).";
    }
}

/// <summary>A test of Unix permissions; skipped on Windows.</summary>
internal sealed class FactOnUnixAttribute : FactAttribute
{
    public FactOnUnixAttribute()
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows)) Skip = "Needs Unix.";
    }
}

/// <summary>A test of how Linux treats connections; skipped elsewhere.</summary>
internal sealed class FactOnLinuxAttribute : FactAttribute
{
    public FactOnLinuxAttribute()
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux)) Skip = "Needs Linux.";
    }
}

/// <summary>A test that mounts a file system of its own; skipped where that is not allowed, as in most containers.</summary>
internal sealed class FactWithMountAttribute : FactAttribute
{
    private const int SystemAdministration = 21;

    public FactWithMountAttribute()
    {
        var capabilities = File.Exists("/proc/self/status")
            ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("CapEff:", StringComparison.Ordinal))
            : null;
        var mayMount = capabilities is not null
            && (
                ulong.Parse(
                    capabilities.AsSpan("CapEff:".Length).Trim(), NumberStyles.HexNumber,
                    CultureInfo.InvariantCulture) >> SystemAdministration & 1) == 1;
        if (!mayMount) Skip = "Needs the right to mount (CAP_SYS_ADMIN).";
    }
}
