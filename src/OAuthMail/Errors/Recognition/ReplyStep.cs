namespace OAuthMail.Errors.Recognition;

/// <summary>The step of a session that a reply belongs to.</summary>
internal enum ReplyStep
{
    /// <summary>The greeting, or a command before the login.</summary>
    Connect,

    /// <summary>The login.</summary>
    Login,

    /// <summary>A command after the login that opens or reads the mailbox.</summary>
    Mailbox,

    /// <summary>MAIL.</summary>
    Sender,

    /// <summary>RCPT.</summary>
    Recipient,

    /// <summary>DATA, and the message.</summary>
    Content,
}
