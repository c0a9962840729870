namespace OAuthMail;

/// <summary>Specifies how an account sends and receives messages.</summary>
public enum MailTransport
{
    /// <summary>Over SMTP, IMAP and POP3, with the servers of the account.</summary>
    MailServers,

    /// <summary>
    /// Over the REST interface of Microsoft Graph, for mailboxes at Microsoft. The package OAuthMail.Graph provides it
    /// (<c>AddGraph()</c>).
    /// </summary>
    Graph,
}
