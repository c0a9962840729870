namespace OAuthMail.Tool.Sendmail;

/// <summary>What a call of sendmail asks for.</summary>
internal enum SendmailMode
{
    /// <summary>Send the message on standard input.</summary>
    Send,

    /// <summary>List the spooled messages (<c>-bp</c>).</summary>
    List,

    /// <summary>Send the waiting messages (<c>-q</c>).</summary>
    Flush,

    /// <summary>Send one message that failed, or whose outcome is unknown.</summary>
    Retry,

    /// <summary>Remove one message from the spool.</summary>
    Remove,

    /// <summary>Show the options.</summary>
    Help,
}
