namespace OAuthMail.MailKit;

/// <summary>Specifies which messages a handler receives when it runs for the first time.</summary>
public enum MailHandlerStart
{
    /// <summary>Messages that arrive after the handler has started for the first time.</summary>
    NewMessages = 0,

    /// <summary>All messages in the folder.</summary>
    AllMessages = 1,
}
