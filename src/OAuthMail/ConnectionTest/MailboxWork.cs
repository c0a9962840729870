using OAuthMail.ConnectionTest.Wire;
using OAuthMail.Errors.Recognition;

namespace OAuthMail.ConnectionTest;

/// <summary>What is done after the login: the mailbox is opened, and a message goes out or comes in.</summary>
internal abstract class MailboxWork(AttemptContext context)
{
    /// <summary>What is done after the mailbox was opened; null for nothing.</summary>
    public abstract ConnectionStepKind? Transfer { get; }

    public byte[]? FetchedMessage { get; protected set; }

    protected AttemptContext Context => context;

    public static MailboxWork Create(AttemptContext context, MailSession session) => session switch
    {
        SmtpSession smtp => new SmtpWork(context, smtp),
        ImapSession imap => new ImapWork(context, imap),
        _ => new Pop3Work(context, (Pop3Session)session),
    };

    public abstract Task OpenAsync(StepNotes notes, CancellationToken cancellationToken);

    public abstract Task TransferAsync(StepNotes notes, CancellationToken cancellationToken);

    public static MailServerException Refused(
        AttemptContext context, ServerReply reply, ServerReplyMatch match, SaslErrorChallenge? challenge)
    {
        var words = reply.Lines.Select(context.Redactor.Clean).ToArray();
        return new MailServerException(match.Problem, context.Protocol, context.Endpoint, $"The server said: {words[words.Length - 1]}")
        {
            ServerWords = words,
            Challenge = challenge,
            RetryAfter = match.RetryAfter,
        };
    }

    /// <summary>Writes the reply down, and ends the step if it is not what is needed.</summary>
    protected void Require(ServerReply reply, StepNotes notes, ReplyStatus needed = ReplyStatus.Ok, Problem? otherwise = null)
    {
        notes.Words.AddRange(reply.Lines);
        if (reply.Status == needed) return;
        var match = ServerReplyCatalogue.Find(context.Protocol, reply.Lines, null, login: false);
        if (match.Problem == Problems.ServerRefused && otherwise is not null) match = new ServerReplyMatch(otherwise, null);
        throw Refused(context, reply, match, null);
    }
}
