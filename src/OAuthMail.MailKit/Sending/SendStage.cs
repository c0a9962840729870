namespace OAuthMail.MailKit.Sending;

/// <summary>How far an attempt had come when it failed.</summary>
internal enum SendStage
{
    /// <summary>The token, the connection or the login: the server has not heard of the message.</summary>
    Session,

    /// <summary>MAIL, or a connection that ended before the message.</summary>
    Sender,

    /// <summary>RCPT.</summary>
    Recipient,

    /// <summary>DATA, and the reply after the final dot.</summary>
    Content,
}
