namespace OAuthMail.Testing;

/// <summary>Specifies a point in a connection at which a fault can apply.</summary>
public enum MailStage
{
    /// <summary>
    /// Before the greeting is sent. A reply here replaces the greeting, and the connection is closed.
    /// </summary>
    Greeting,

    /// <summary>After the AUTH or AUTHENTICATE command was received and before it is answered.</summary>
    AuthBegin,

    /// <summary>After the token was received and before it is validated.</summary>
    AuthMiddle,

    /// <summary>After the successful login was confirmed. A reply here is sent in addition.</summary>
    AuthEnd,

    /// <summary>SMTP: within the message, after its first line.</summary>
    Data,

    /// <summary>SMTP: after the final dot, before the message is stored. A reply here rejects the message.</summary>
    DataEnd,

    /// <summary>
    /// SMTP: after the message was stored, before it is confirmed. A reply here replaces the confirmation.
    /// </summary>
    DataTaken,

    /// <summary>IMAP: after IDLE was confirmed. A reply here, such as <c>* BYE …</c>, is sent in addition.</summary>
    Idle,
}
