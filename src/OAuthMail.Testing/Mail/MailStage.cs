namespace OAuthMail.Testing;

/// <summary>A moment in a connection that a fault can be put at.</summary>
public enum MailStage
{
    /// <summary>Before the greeting is sent. A reply here replaces the greeting, and the connection ends.</summary>
    Greeting,

    /// <summary>The AUTH or AUTHENTICATE command has come; nothing has been answered yet.</summary>
    AuthBegin,

    /// <summary>The token has come; the verdict has not been given.</summary>
    AuthMiddle,

    /// <summary>The login has been answered with success. A reply here is sent in addition.</summary>
    AuthEnd,

    /// <summary>SMTP: in the midst of the message, after its first line.</summary>
    Data,

    /// <summary>SMTP: after the final dot, before the message is taken. A reply here refuses the message.</summary>
    DataEnd,

    /// <summary>SMTP: after the message has been taken, before that is answered. A reply here replaces the 250.</summary>
    DataTaken,

    /// <summary>IMAP: after IDLE has been confirmed. A reply here (<c>* BYE …</c>) is sent in addition.</summary>
    Idle,
}
