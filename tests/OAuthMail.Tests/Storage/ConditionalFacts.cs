using System.Globalization;
using System.Runtime.InteropServices;

namespace OAuthMail.Tests.Storage;

/// <summary>A test that requires root on Linux to run processes as another user. It is skipped otherwise.</summary>
internal sealed class FactAsRootAttribute : FactAttribute
{
    public FactAsRootAttribute()
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux)) Skip = "Requires Linux.";
        else if (Environment.UserName != "root") Skip = "Requires root, to run processes as other users.";
        else if (!File.Exists("/usr/bin/setpriv")) Skip = "Requires setpriv (util-linux).";
    }
}

/// <summary>A test of Unix permissions. It is skipped on Windows.</summary>
internal sealed class FactOnUnixAttribute : FactAttribute
{
    public FactOnUnixAttribute()
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows)) Skip = "Requires Unix.";
    }
}

/// <summary>A test of the behavior of connections on Linux. It is skipped on other systems.</summary>
internal sealed class FactOnLinuxAttribute : FactAttribute
{
    public FactOnLinuxAttribute()
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux)) Skip = "Requires Linux.";
    }
}

/// <summary>A test that mounts a file system. It is skipped if this is not permitted, as in most containers.</summary>
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
        if (!mayMount) Skip = "Requires the right to mount (CAP_SYS_ADMIN).";
    }
}
