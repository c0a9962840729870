namespace OAuthMail.Testing;

/// <summary>What happened to a message.</summary>
public enum MailboxChange
{
    /// <summary>It was put into the folder.</summary>
    Added,

    /// <summary>It was taken out of the folder.</summary>
    Removed,

    /// <summary>Its flags were set anew.</summary>
    FlagsChanged,
}
