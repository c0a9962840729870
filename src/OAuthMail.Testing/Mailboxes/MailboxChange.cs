namespace OAuthMail.Testing;

/// <summary>Specifies how a message changed.</summary>
public enum MailboxChange
{
    /// <summary>The message was added to the folder.</summary>
    Added,

    /// <summary>The message was removed from the folder.</summary>
    Removed,

    /// <summary>The flags of the message were replaced.</summary>
    FlagsChanged,
}
