namespace OAuthMail;

public static partial class Problems
{
    /// <summary>A stored record is damaged.</summary>
    public static Problem TokenRecordDamaged { get; } = new(
        "token-record-damaged", ProblemKind.Storage, Responsible.Operator,
        "A stored token record is cut short, altered or not one of ours. It is kept aside, never overwritten.",
        "Put the record back from a backup, or sign in again; check the disk if it happens twice.");

    /// <summary>A stored record stands under the key of another.</summary>
    public static Problem TokenRecordMisplaced { get; } = new(
        "token-record-misplaced", ProblemKind.Storage, Responsible.Operator,
        "A stored token record was copied or renamed to the place of another one. Each record is bound to its own key.",
        "Move the record back to its own name, or delete it.");

    /// <summary>A stored record was written by a newer version.</summary>
    public static Problem TokenRecordNewer { get; } = new(
        "token-record-newer", ProblemKind.Storage, Responsible.Operator,
        "A stored token record has a format that only a newer version of this library understands. It was left as it is.",
        "Update this program, or give it a token store of its own.");

    /// <summary>A record is larger than a record can be.</summary>
    public static Problem TokenRecordTooLarge { get; } = new(
        "token-record-too-large", ProblemKind.Storage, Responsible.Developer,
        "A token record is limited to 1 MiB.",
        "Keep less in the record's properties.");

    /// <summary>A record cannot be written as text.</summary>
    public static Problem TokenRecordInvalid { get; } = new(
        "token-record-invalid", ProblemKind.Storage, Responsible.Developer,
        "A token record has text that is not valid Unicode and so cannot be stored.",
        "Keep binary data in the record's properties as base64.");

    /// <summary>A stored record was protected with a key that is not at hand.</summary>
    public static Problem TokenKeyUnknown { get; } = new(
        "token-key-unknown", ProblemKind.Storage, Responsible.Operator,
        "A stored token record was protected with another key or passphrase, or for another user or machine. It was left as it is.",
        "Use the key it was written with; after a change of keys name the old one as a previous key.");

    /// <summary>Encryption or decryption failed.</summary>
    public static Problem TokenProtectorFailed { get; } = new(
        "token-protector-failed", ProblemKind.Storage, Responsible.Operator,
        "What encrypts and decrypts stored token records failed: a key service, the data protection API, or a protector of the program's own.",
        "See the inner exception for what it said.");

    /// <summary>A record changed while the lease for it was held.</summary>
    public static Problem TokenRecordConflict { get; } = new(
        "token-record-conflict", ProblemKind.Storage, Responsible.Operator,
        "A stored token record was changed by somebody who did not hold its lease, so nothing was written over it.",
        "Try again; if it happens again, look for a second program, a backup or a synchronisation that writes into the token store.");

    /// <summary>A lease ended before it was given back.</summary>
    public static Problem TokenLeaseLost { get; } = new(
        "token-lease-lost", ProblemKind.Storage, Responsible.Operator,
        "The sole right to renew a token was lost, because the lock behind it went away.",
        "Try again; do not delete, move or restore the token store while programs use it.");

    /// <summary>A lease was not to be had in time.</summary>
    public static Problem TokenLeaseTimeout { get; } = new(
        "token-lease-timeout", ProblemKind.Transient, Responsible.Operator,
        "Another process, or another part of this one, holds the right to renew a token for longer than a renewal should take.",
        "Try again later; if it stays, find and restart the program that hangs.");

    /// <summary>There is no room to write.</summary>
    public static Problem TokenStoreFull { get; } = new(
        "token-store-full", ProblemKind.Storage, Responsible.Operator,
        "The disk, or the user's share of it, is full. The record from before is intact.",
        "Make room on the disk.");

    /// <summary>The store may not be read or written.</summary>
    public static Problem TokenStoreNotPermitted { get; } = new(
        "token-store-not-permitted", ProblemKind.Storage, Responsible.Operator,
        "The system does not let this user read or write in the token store, or the file system is read-only. The record from before is intact.",
        "Give the folder to the user that runs the program, or run the program as the folder's owner.");

    /// <summary>The store cannot be reached.</summary>
    public static Problem TokenStoreUnavailable { get; } = new(
        "token-store-unavailable", ProblemKind.Storage, Responsible.Operator,
        "The file system, or whatever else keeps the tokens, reports an error of its own.",
        "Check that the folder exists, is mounted and works; of another store, that it can be reached. The inner exception says more.");

    /// <summary>Locks do not work where the store is.</summary>
    public static Problem TokenStoreLocksMissing { get; } = new(
        "token-store-locks-missing", ProblemKind.Storage, Responsible.Operator,
        "A file could be locked twice at once, so two processes would renew the same token and log each other out.",
        "Put the store on a local file system, and do not set DOTNET_SYSTEM_IO_DISABLEFILELOCKING.");

    /// <summary>Others can read the store.</summary>
    public static Problem TokenStoreExposed { get; } = new(
        "token-store-exposed", ProblemKind.Security, Responsible.Operator,
        "Other users of the machine have access to stored tokens, or to the key that protects them.",
        "Run the command above, which takes that access from them, and consider whether somebody has used it already.");

    /// <summary>The store belongs to somebody else.</summary>
    public static Problem TokenStoreOwner { get; } = new(
        "token-store-owner", ProblemKind.Storage, Responsible.Operator,
        "The token store belongs to another user. Files written by this one would be out of that user's reach.",
        "Run the program as the owner, with the command above.");

    /// <summary>The store's own file is missing or damaged.</summary>
    public static Problem TokenStoreIncomplete { get; } = new(
        "token-store-incomplete", ProblemKind.Storage, Responsible.Operator,
        "The file that describes the token store (and holds the salt of its passphrase) is missing, damaged or newer than this program.",
        "Put it back from a backup; without it records under a passphrase cannot be read. To begin anew, empty the folder and sign in again.");

    /// <summary>Nobody said how stored tokens are protected.</summary>
    public static Problem TokenProtectionMissing { get; } = new(
        "token-protection-missing", ProblemKind.Configuration, Responsible.Developer,
        "Tokens are never written to disk unprotected by default.",
        "Choose one of WithKeyFile, WithPassphrase, WithDataProtectionApi (Windows), WithProtector, or say AllowUnprotected.");

    /// <summary>The choice of protection contradicts itself.</summary>
    public static Problem TokenProtectionInvalid { get; } = new(
        "token-protection-invalid", ProblemKind.Configuration, Responsible.Developer,
        "What was said about the protection of stored tokens cannot be carried out.",
        "Choose exactly one way to protect new records; name older ones as previous.");

    /// <summary>The key file is missing or has another content.</summary>
    public static Problem TokenKeyFileInvalid { get; } = new(
        "token-key-file-invalid", ProblemKind.Configuration, Responsible.Operator,
        "A key file holds 32 random bytes in base64, in one line.",
        "Create one with TokenProtection.CreateKeyFile (or '(umask 077; openssl rand -base64 32 > FILE)'), or name the right file.");

    /// <summary>The Windows data protection API is not there.</summary>
    public static Problem DataProtectionApiMissing { get; } = new(
        "data-protection-api-missing", ProblemKind.Configuration, Responsible.Developer,
        "The data protection API exists on Windows only.",
        "Use WithKeyFile or WithPassphrase on this system.");

    /// <summary>The operating system's store of secrets cannot be used.</summary>
    public static Problem SecretStorageUnavailable { get; } = new(
        "secret-storage-unavailable", ProblemKind.Storage, Responsible.Operator,
        "The operating system's store of secrets (DPAPI on Windows, the Keychain on macOS, the Secret Service on Linux) cannot be used here.",
        "On a Linux desktop install libsecret-1-0 and a keyring such as gnome-keyring, unlock it, and run in the desktop's session (D-Bus); on macOS "
        + "unlock the login keychain; on Windows run with the user's profile. On a server use a key file instead (WithKeyFile).");

    /// <summary>What the operating system keeps under our name is not a key of ours.</summary>
    public static Problem SecretStorageDamaged { get; } = new(
        "secret-storage-damaged", ProblemKind.Storage, Responsible.Operator,
        "The operating system's store of secrets holds something else in the place of the token store's key, or a key that is damaged, or another "
        + "user's. It was left as it is, because the stored records need the right one.",
        "Put the key back from a backup, or choose another name for it. Where it is lost, delete it and the token store's records, and sign in again.");
}
