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
        ConnectionTestContext context, ServerReply reply, ServerReplyMatch match, SaslErrorChallenge? challenge)
    {
        var words = reply.Lines.Select(context.Redactor.Clean).ToArray();
        return new MailServerException(
            match.Problem, context.Protocol, context.Endpoint, $"The server replied: {ServerReplyCatalogue.Quote(words)}")
        {
            ServerWords = words,
            Challenge = challenge,
            RetryAfter = match.RetryAfter,
        };
    }

    /// <summary>Records the reply, and throws if it does not have the required status.</summary>
    protected void Require(ServerReply reply, StepResult result, ReplyStatus required = ReplyStatus.Ok, Problem? otherwise = null)
    {
        result.ServerWords.AddRange(reply.Lines);
        if (reply.Status == required) return;
        var match = ServerReplyCatalogue.Find(context.Protocol, reply.Lines, null, login: false);
        if (match.Problem == Problems.ServerRefused && otherwise is not null) match = new ServerReplyMatch(otherwise, null);
        throw Rejected(context, reply, match, null);
    }
}
