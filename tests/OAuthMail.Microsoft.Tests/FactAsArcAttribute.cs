namespace OAuthMail.Microsoft.Tests;

/// <summary>A test that writes into the folder of the Azure Arc agent. It requires root on Linux, and is skipped otherwise.</summary>
internal sealed class FactAsArcAttribute : FactAttribute
{
    public const string Folder = "/var/opt/azcmagent/tokens";

    public FactAsArcAttribute()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root") Skip = "Requires root on Linux.";
    }
}
