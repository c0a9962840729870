namespace OAuthMail.Microsoft.Tests.Storage;

/// <summary>
/// A test that writes into the real keyring of the session. It is skipped unless asked for, lest it meddles with somebody's own:
/// <c>OAUTHMAIL_TEST_KEYRING=1 dbus-run-session -- sh -c 'printf pw | gnome-keyring-daemon --unlock --components=secrets; dotnet test
/// …'</c>.
/// </summary>
internal sealed class FactWithKeyringAttribute : FactAttribute
{
    public FactWithKeyringAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = "Needs Linux.";
        else if (Environment.GetEnvironmentVariable("OAUTHMAIL_TEST_KEYRING") != "1")
        {
            Skip = "Needs a keyring that it may write into, and OAUTHMAIL_TEST_KEYRING=1.";
        }
    }
}
