namespace OAuthMail.MailKit.Watching;

/// <summary>What a POP3 position records of a delivered message.</summary>
[Flags]
internal enum Pop3MessageState
{
    /// <summary>The message was delivered.</summary>
    Delivered = 0,

    /// <summary>It is to be deleted.</summary>
    Deleted = 1,

    /// <summary>The last session did not list it.</summary>
    Absent = 2,
}
