namespace OAuthMail.MailKit.Delivery;

/// <summary>The stage of an SMTP transaction at which an attempt failed.</summary>
internal enum TransactionStage
{
    /// <summary>The token, the connection or the login failed. The server doesn't know of the message.</summary>
    Session,

    /// <summary>MAIL was rejected, or the connection was lost before the message was sent.</summary>
    Sender,

    /// <summary>RCPT was rejected.</summary>
    Recipient,

    /// <summary>DATA or the complete message was rejected, or the connection was lost while the message was sent.</summary>
    Content,
}
