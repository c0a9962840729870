namespace OAuthMail;

/// <summary>Who can read what the Windows data protection API (DPAPI) protects.</summary>
public enum DataProtectionApiScope
{
    /// <summary>The current user, on this machine (or with a roaming profile).</summary>
    CurrentUser,

    /// <summary>Every user and process on this machine; the folder's access list is then what keeps others out.</summary>
    LocalMachine,
}
