namespace OAuthMail.MailKit.Sending;

/// <summary>Why a server certainly did not take a message, and what may be done about it.</summary>
internal sealed class SendFailure(OAuthMailException exception, SendStage stage, bool isTransient)
{
    public OAuthMailException Exception { get; } = exception;

    public Problem Problem => Exception.Problem;

    /// <summary>Whether another attempt may succeed.</summary>
    public bool IsTransient { get; } = isTransient;

    /// <summary>Whether the server only asks to be used less: then waiting is better than a backup.</summary>
    public bool AsksToWait => IsTransient && (Problem == Problems.ServerThrottles || Problem == Problems.TooManyConnections);

    /// <summary>
    /// Whether a backup may do better: whatever fails before the server has heard of the message does not concern the message, and
    /// afterwards what says that the server or the mailbox cannot send now. What it says of sender, recipients or content would be true
    /// elsewhere.
    /// </summary>
    public bool ConcernsServer => stage == SendStage.Session || (stage != SendStage.Recipient && (IsTransient || IsMailboxes));

    /// <summary>
    /// Whether a connection that was idle may have been closed long ago, or lost its login, so that a new one is all that is needed.
    /// </summary>
    public bool IsStale { get; set; }

    private bool IsMailboxes => Problem.Kind == ProblemKind.Protocol
        || Problem == Problems.NotAuthenticated || Problem == Problems.MailboxPermissionMissing || Problem == Problems.SendingLimitReached
        || Problem == Problems.AccountLocked || Problem == Problems.LoginBlockedByPolicy
        || Problem == Problems.SmtpAuthDisabledForTenant || Problem == Problems.SmtpAuthDisabledForMailbox;
}
