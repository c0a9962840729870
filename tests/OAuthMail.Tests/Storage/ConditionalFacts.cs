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
