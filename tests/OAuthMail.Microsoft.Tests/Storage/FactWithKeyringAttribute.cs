namespace OAuthMail.Microsoft.Tests.Storage;

/// <summary>
/// A test that writes to the keyring of the session. It is skipped by default, so that it does not change a user's keyring. To run it, use
/// <c>OAUTHMAIL_TEST_KEYRING=1 dbus-run-session -- sh -c 'printf pw | gnome-keyring-daemon --unlock --components=secrets; dotnet test
/// …'</c>.
/// </summary>
internal sealed class FactWithKeyringAttribute : FactAttribute
{
    public FactWithKeyringAttribute()
    {
        if (!OperatingSystem.IsLinux()) Skip = "Requires Linux.";
        else if (Environment.GetEnvironmentVariable("OAUTHMAIL_TEST_KEYRING") != "1")
        {
            Skip = "Requires a keyring that the test may change, and OAUTHMAIL_TEST_KEYRING=1.";
        }
    }
}
