namespace OAuthMail;

/// <summary>Specifies who can decrypt data that the Windows data protection API (DPAPI) has encrypted.</summary>
public enum DataProtectionApiScope
{
    /// <summary>The current user on this computer, or on any computer with a roaming profile.</summary>
    CurrentUser,

    /// <summary>Every user and process on this computer. The access control list of the folder must then exclude other users.</summary>
    LocalMachine,
}
