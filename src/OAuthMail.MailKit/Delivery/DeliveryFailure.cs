namespace OAuthMail.MailKit.Delivery;

/// <summary>The reason why a server certainly did not accept a message, and whether a retry or a backup may succeed.</summary>
internal sealed class DeliveryFailure
{
    private readonly TransactionStage _stage;

    public DeliveryFailure(OAuthMailException exception, TransactionStage stage, bool isTransient)
    {
        Exception = exception;
        _stage = stage;
        IsTransient = isTransient;
        if (exception is MailServerException server && !ConcernsServer) server.ConcernsMessage = true;
    }

    public OAuthMailException Exception { get; }

    public Problem Problem => Exception.Problem;

    /// <summary>Gets a value that indicates whether another attempt may succeed.</summary>
    public bool IsTransient { get; }

    /// <summary>
    /// Gets a value that indicates whether the server only limits the rate or the connections. Waiting is then better than a backup.
    /// </summary>
    public bool IsThrottling => IsTransient && (Problem == Problems.ServerThrottles || Problem == Problems.TooManyConnections);

    /// <summary>
    /// Gets a value that indicates whether the failure concerns the server or the mailbox, so that a backup may succeed. Before MAIL it
    /// always does. Afterwards it does if it is transient or the mailbox can't send at present. A rejected recipient, sender or content
    /// concerns the message, which another server would reject too.
    /// </summary>
    public bool ConcernsServer =>
        _stage == TransactionStage.Session || ConcernsMailbox || (_stage != TransactionStage.Recipient && IsTransient);

    /// <summary>
    /// Gets or sets a value that indicates whether an idle connection may have been closed or logged out by the server, so that a new
    /// connection suffices.
    /// </summary>
    public bool IsStaleConnection { get; set; }

    private bool ConcernsMailbox => Problem.Kind == ProblemKind.Protocol
        || Problem == Problems.NotAuthenticated || Problem == Problems.MailboxPermissionMissing || Problem == Problems.SendingLimitReached
        || Problem == Problems.TenantSendingBlocked || Problem == Problems.SenderBlocked || Problem == Problems.SendingAddressBlocked
        || Problem == Problems.AccountLocked || Problem == Problems.LoginBlockedByPolicy
        || Problem == Problems.SmtpAuthDisabledForTenant || Problem == Problems.SmtpAuthDisabledForMailbox;
}
