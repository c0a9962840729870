using OAuthMail.Diagnosis;
using OAuthMail.Providers;

namespace OAuthMail.MailKit.Sending;

/// <summary>A message that a server has taken.</summary>
public sealed class MailSendResult
{
    internal MailSendResult(string messageId, string account, MailEndpoint server, string serverReply, int attempts, OAuthMailException? failure)
    {
        MessageId = messageId;
        Account = account;
        Server = server;
        ServerReply = serverReply;
        Attempts = attempts;
        FirstFailure = failure;
    }

    /// <summary>The Message-ID (RFC 5322 section 3.6.4), without angle brackets.</summary>
    public string MessageId { get; }

    /// <summary>The name of the account that sent it: the one that was asked to, or its backup. Of a backup server, the account whose backup it is.</summary>
    public string Account { get; }

    /// <summary>The server that took it.</summary>
    public MailEndpoint Server { get; }

    /// <summary>What the server said when it took the message, without the code; many name the message's number in their queue.</summary>
    public string ServerReply { get; }

    /// <summary>How many attempts it took, with every account together.</summary>
    public int Attempts { get; }

    /// <summary>Whether a backup sent it.</summary>
    public bool UsedBackup => FirstFailure is not null;

    /// <summary>Why the account itself could not send it; null where it did.</summary>
    public OAuthMailException? FirstFailure { get; }
}
