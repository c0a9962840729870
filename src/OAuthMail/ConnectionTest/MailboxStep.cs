using OAuthMail.ConnectionTest.Wire;
using OAuthMail.Errors.Recognition;

namespace OAuthMail.ConnectionTest;

/// <summary>The steps after the login: opening the mailbox, and sending or fetching a message.</summary>
internal abstract class MailboxStep(ConnectionTestContext context)
{
    /// <summary>Gets the step after opening the mailbox, or <see langword="null"/> if there is none.</summary>
    public abstract ConnectionStepKind? Transfer { get; }

    public byte[]? FetchedMessage { get; protected set; }

    protected ConnectionTestContext Context => context;

    public static MailboxStep Create(ConnectionTestContext context, MailProbe probe) => probe switch
    {
        SmtpProbe smtp => new SmtpMailboxStep(context, smtp),
        ImapProbe imap => new ImapMailboxStep(context, imap),
        _ => new Pop3MailboxStep(context, (Pop3Probe)probe),
    };

    public abstract Task OpenAsync(StepResult result, CancellationToken cancellationToken);

    public abstract Task TransferAsync(StepResult result, CancellationToken cancellationToken);

    public static MailServerException Rejected(
        ConnectionTestContext context, ServerReply reply, ServerReplyMatch match, ReplyEvidence evidence)
    {
        var words = reply.Lines.Select(context.Redactor.Clean).ToArray();
        return new MailServerException(
            match.Problem, context.Protocol, context.Endpoint, $"The server replied: {ServerReplyCatalogue.Quote(words)}")
        {
            ServerWords = words,
            Challenge = evidence.Challenge,
            RetryAfter = match.RetryAfter,
            Diagnosis = context.Diagnose(match, evidence),
        };
    }

    /// <summary>Records the reply, and throws if it does not have the required status.</summary>
    protected void Require(ServerReply reply, StepResult result, ReplyStep step = ReplyStep.Mailbox, ReplyStatus required = ReplyStatus.Ok)
    {
        result.ServerWords.AddRange(reply.Lines);
        if (reply.Status == required) return;
        var evidence = context.CreateEvidence(step, reply.Lines);
        throw Rejected(context, reply, ServerReplyCatalogue.Find(evidence), evidence);
    }
}
