namespace OAuthMail;

public static partial class Problems
{
    /// <summary>A stored token record is damaged.</summary>
    public static Problem TokenRecordDamaged { get; } = new(
        "token-record-damaged", ProblemKind.Storage, Responsible.Operator,
        "A stored token record is truncated, modified, or not a token record. It is kept aside and never overwritten.",
        "Restore the record from a backup, or sign in again. Check the disk if it happens again.");

    /// <summary>A stored token record has the name of another one.</summary>
    public static Problem TokenRecordMisplaced { get; } = new(
        "token-record-misplaced", ProblemKind.Storage, Responsible.Operator,
        "A stored token record was copied or renamed to the name of another record. Each record is bound to its own key.",
        "Rename the record to its own name, or delete it.");

    /// <summary>A stored token record was written by a newer version.</summary>
    public static Problem TokenRecordNewer { get; } = new(
        "token-record-newer", ProblemKind.Storage, Responsible.Operator,
        "A stored token record has a format that only a newer version of this library can read. It was not changed.",
        "Update this program, or configure another token store for it.");

    /// <summary>A token record is too large.</summary>
    public static Problem TokenRecordTooLarge { get; } = new(
        "token-record-too-large", ProblemKind.Storage, Responsible.Developer,
        "A token record must not be larger than 1 MiB.",
        "Store less data in the record's properties.");

    /// <summary>A token record cannot be serialized.</summary>
    public static Problem TokenRecordInvalid { get; } = new(
        "token-record-invalid", ProblemKind.Storage, Responsible.Developer,
        "A token record contains text that is not valid Unicode and cannot be stored.",
        "Store binary data in the record's properties as base64.");

    /// <summary>The key of a stored token record is not available.</summary>
    public static Problem TokenKeyUnknown { get; } = new(
        "token-key-unknown", ProblemKind.Storage, Responsible.Operator,
        "A stored token record was encrypted with another key or passphrase, or for another user or machine. It was not changed.",
        "Configure the key it was encrypted with. After a change of keys, configure the old key as a previous key.");

    /// <summary>Encryption or decryption failed.</summary>
    public static Problem TokenProtectorFailed { get; } = new(
        "token-protector-failed", ProblemKind.Storage, Responsible.Operator,
        "The protector that encrypts and decrypts token records failed: a key service, the data protection API, or a protector that "
        + "the program supplied.",
        "Read the inner exception.");

    /// <summary>A record changed while its lease was held.</summary>
    public static Problem TokenRecordConflict { get; } = new(
        "token-record-conflict", ProblemKind.Storage, Responsible.Operator,
        "A stored token record was changed by a process that did not hold its lease, so it was not overwritten.",
        "Try again. If it happens again, look for another program, a backup or a synchronization that writes to the token store.");

    /// <summary>A lease was lost.</summary>
    public static Problem TokenLeaseLost { get; } = new(
        "token-lease-lost", ProblemKind.Storage, Responsible.Operator,
        "The exclusive right to renew a token was lost: its lock file was removed, or the process was stopped or cut off from the database "
        + "until another process acquired the right.",
        "Try again. Do not delete, move or restore the token store while programs use it.");

    /// <summary>A lease was not acquired in time.</summary>
    public static Problem TokenLeaseTimeout { get; } = new(
        "token-lease-timeout", ProblemKind.Transient, Responsible.Operator,
        "Another process, or another part of this process, holds the right to renew a token for longer than a renewal should take.",
        "Try again later. If the problem persists, find and restart the program that does not respond.");

    /// <summary>The disk is full.</summary>
    public static Problem TokenStoreFull { get; } = new(
        "token-store-full", ProblemKind.Storage, Responsible.Operator,
        "The disk, or the user's quota, is full. The previous record is intact.",
        "Free disk space.");

    /// <summary>Access to the token store is denied.</summary>
    public static Problem TokenStoreNotPermitted { get; } = new(
        "token-store-not-permitted", ProblemKind.Storage, Responsible.Operator,
        "The system denies this user access to the token store, or the file system is read-only. The previous record is intact.",
        "Change the owner of the folder to the user that runs the program, or run the program as the folder's owner.");

    /// <summary>The token store is unavailable.</summary>
    public static Problem TokenStoreUnavailable { get; } = new(
        "token-store-unavailable", ProblemKind.Storage, Responsible.Operator,
        "The file system, or another storage of the tokens, reports an error.",
        "Check that the folder exists, is mounted and works. For another store, check that it can be reached. Read the inner exception.");

    /// <summary>File locks do not work.</summary>
    public static Problem TokenStoreLocksMissing { get; } = new(
        "token-store-locks-missing", ProblemKind.Storage, Responsible.Operator,
        "A file could be locked twice at the same time, so that two processes would renew the same token and sign each other out.",
        "Move the store to a local file system, and do not set DOTNET_SYSTEM_IO_DISABLEFILELOCKING.");

    /// <summary>Other users have access to the token store.</summary>
    public static Problem TokenStoreExposed { get; } = new(
        "token-store-exposed", ProblemKind.Security, Responsible.Operator,
        "Other users of this machine have access to stored tokens, or to the key that protects them.",
        "Run the command above, which removes that access, and consider that the tokens may be compromised.");

    /// <summary>The token store belongs to another user.</summary>
    public static Problem TokenStoreOwner { get; } = new(
        "token-store-owner", ProblemKind.Storage, Responsible.Operator,
        "The token store belongs to another user, who could not read files that this user writes.",
        "Run the program as the owner, or use another folder, as described above.");

    /// <summary>The description file of the token store is missing or damaged.</summary>
    public static Problem TokenStoreIncomplete { get; } = new(
        "token-store-incomplete", ProblemKind.Storage, Responsible.Operator,
        "The file that describes the token store (and contains the salt of its passphrase) is missing, damaged, or newer than this "
        + "program.",
        "Restore it from a backup. Without it, records that are protected with a passphrase cannot be read. To start over, empty "
        + "the folder and sign in again.");

    /// <summary>No protection of stored tokens is configured.</summary>
    public static Problem TokenProtectionMissing { get; } = new(
        "token-protection-missing", ProblemKind.Configuration, Responsible.Developer,
        "Tokens are never stored unprotected by default.",
        "Call one of WithKeyFile, WithPassphrase, WithDataProtectionApi (Windows) and WithProtector, or call AllowUnprotected.");

    /// <summary>The protection of stored tokens is contradictory.</summary>
    public static Problem TokenProtectionInvalid { get; } = new(
        "token-protection-invalid", ProblemKind.Configuration, Responsible.Developer,
        "The configured protection of stored tokens is contradictory.",
        "Choose exactly one protection for new records, and configure others as previous.");

    /// <summary>The key file is missing or invalid.</summary>
    public static Problem TokenKeyFileInvalid { get; } = new(
        "token-key-file-invalid", ProblemKind.Configuration, Responsible.Operator,
        "A key file must contain 32 random bytes as base64 in one line.",
        "Create one with TokenProtection.CreateKeyFile (or \"(umask 077; openssl rand -base64 32 > FILE)\"), or configure the right "
        + "file.");

    /// <summary>The data protection API is not available.</summary>
    public static Problem DataProtectionApiMissing { get; } = new(
        "data-protection-api-missing", ProblemKind.Configuration, Responsible.Developer,
        "The data protection API is available on Windows only.",
        "Use WithKeyFile or WithPassphrase on this system.");

    /// <summary>The operating system's secret storage is not available.</summary>
    public static Problem SecretStorageUnavailable { get; } = new(
        "secret-storage-unavailable", ProblemKind.Storage, Responsible.Operator,
        "The operating system's secret storage (DPAPI on Windows, the Keychain on macOS, the Secret Service on Linux) is not "
        + "available here.",
        "On a Linux desktop, install libsecret-1-0 and a keyring such as gnome-keyring, unlock it, and run the program in the "
        + "desktop's session (D-Bus). On macOS, unlock the login keychain. On Windows, run the program with the user's profile. On a "
        + "server, use a key file instead (WithKeyFile).");

    /// <summary>The key in the operating system's secret storage is invalid.</summary>
    public static Problem SecretStorageDamaged { get; } = new(
        "secret-storage-damaged", ProblemKind.Storage, Responsible.Operator,
        "The entry of the token store's key in the operating system's secret storage contains other data, a damaged key, or a key "
        + "of another user. It was not changed, because the stored records need the right key.",
        "Restore the key from a backup, or choose another name for it. If the key is lost, delete it and the token store's records, "
        + "and sign in again.");
}
