using MailKit.Net.Smtp;
using OAuthMail.Errors;
using OAuthMail.Errors.Recognition;
using OAuthMail.MailKit.Authentication;

namespace OAuthMail.MailKit.Delivery;

/// <summary>Converts exceptions during a delivery to failures with a problem of the catalogue.</summary>
internal static class DeliveryFailures
{
    private const int MaximumTextLength = 1024;

    /// <summary>Creates the failure for a token that can't be acquired, a connection that can't be opened, or a failed login.</summary>
    public static DeliveryFailure FromSession(OAuthMailException failure)
    {
        // A 5xx reply such as "554 No service here" is permanent, even if its problem is usually transient.
        var isPermanent = failure is MailServerException { ServerWords: { Count: > 0 } lines }
            && lines[lines.Count - 1] is { Length: > 0 } last && last[0] == '5';

        // A rejected token is replaced as soon as the renewal, which has failed for a while, succeeds.
        var canBeRenewed = failure is MailServerException { RenewalFailure.Problem.Kind: ProblemKind.Transient };
        return new DeliveryFailure(
            failure, TransactionStage.Session,
            canBeRenewed || (failure.Problem.Kind == ProblemKind.Transient && !isPermanent));
    }

    /// <summary>Creates the failure for a reply that rejects a command or the message.</summary>
    public static DeliveryFailure FromReply(MailEndpoint server, Exception failure, SmtpStatusCode status, Redactor redactor)
    {
        var code = (int)status;
        var isDelayed = IsDelayedSenderRejection(failure);
        var stage = (failure as SmtpCommandException)?.ErrorCode switch
        {
            SmtpErrorCode.RecipientNotAccepted => isDelayed ? TransactionStage.Sender : TransactionStage.Recipient,
            SmtpErrorCode.MessageNotAccepted or SmtpErrorCode.UnexpectedStatusCode => TransactionStage.Content,
            _ => TransactionStage.Sender,
        };
        var lines = failure.Message.Split('\n')
            .Select(line => LoginRedactor.Clean($"{code} {line.TrimEnd('\r')}", redactor, MaximumTextLength)).ToArray();
        var match = ServerReplyCatalogue.Find(MailProtocol.Smtp, lines, null, login: false);
        var isRejection = code is >= 400 and < 600;
        var problem = isRejection ? Refine(match.Problem, stage, code, lines[0]) : Problems.ServerReplyInvalid;
        var recipient = !isDelayed && (failure as SmtpCommandException)?.Mailbox is { } mailbox
            ? $" for <{LoginRedactor.Clean(mailbox.Address, redactor, 320)}>"
            : "";
        var exception = new MailServerException(
            problem, MailProtocol.Smtp, server, $"{server} rejected {Describe(stage)}{recipient}: {ServerReplyCatalogue.Quote(lines)}",
            LoginRedactor.Clean(failure, redactor))
        {
            ServerWords = lines,
            RetryAfter = match.RetryAfter,
        };
        var isTransient = code is >= 400 and < 500 && problem.Kind == ProblemKind.Transient && problem != Problems.SendingLimitReached;
        return new DeliveryFailure(exception, stage, isTransient)
        {
            IsStaleConnection = stage == TransactionStage.Sender
                && (problem == Problems.NotAuthenticated || (code == 421 && problem == Problems.ServerBusy)),
        };
    }

    /// <summary>
    /// Creates the failure for a connection that was lost, or a reply that can't be parsed, before the complete message was sent.
    /// </summary>
    public static DeliveryFailure FromConnection(MailEndpoint server, Exception failure, bool hasBegun, Redactor redactor)
    {
        var stage = hasBegun ? TransactionStage.Content : TransactionStage.Sender;
        var text = LoginRedactor.Clean(failure.Message, redactor);
        var (problem, detail) = failure switch
        {
            NotSupportedException =>
                (Problems.AddressNotSupported, $"{server} does not support an extension that the message requires: {text}"),
            TimeoutException or OperationCanceledException =>
                (Problems.MailServerSilent, $"{server} did not reply in time. The message was not sent."),
            ProtocolException when !LoginFailures.IsDisconnect(failure) =>
                (Problems.ServerReplyInvalid, $"{server}: {text}"),
            _ => (
                Problems.ConnectionLost,
                $"The connection to {server} was lost before the complete message was sent: {text}"),
        };
        return new DeliveryFailure(
            new MailServerException(problem, MailProtocol.Smtp, server, detail, LoginRedactor.Clean(failure, redactor)), stage,
            problem.Kind == ProblemKind.Transient)
        {
            IsStaleConnection = !hasBegun && failure is not NotSupportedException,
        };
    }

    /// <summary>
    /// Returns whether the reply to RCPT rejects the sender. Postfix delays the rejection of a sender until RCPT by default
    /// (smtpd_delay_reject).
    /// </summary>
    private static bool IsDelayedSenderRejection(Exception failure) =>
        failure is SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted }
            && failure.Message.Contains(": Sender address rejected: ", StringComparison.OrdinalIgnoreCase);

    /// <summary>Derives the problem from the stage if the text of the reply doesn't identify one.</summary>
    private static Problem Refine(Problem problem, TransactionStage stage, int code, string line)
    {
        // Servers also send 552 for a recipient whose mailbox is full. Enhanced codes identify a message that is too large (RFC 3463
        // section 3.4).
        if (stage == TransactionStage.Recipient && problem == Problems.MessageTooLarge
            && !line.Contains("5.3.4", StringComparison.Ordinal) && !line.Contains("5.2.3", StringComparison.Ordinal))
        {
            return Problems.RecipientRefused;
        }
        if (problem != Problems.ServerRefused) return problem;
        return stage switch
        {
            TransactionStage.Recipient => Problems.RecipientRefused,
            TransactionStage.Sender when code == 553 || line.Contains(" 5.7.", StringComparison.Ordinal) => Problems.SendAsDenied,
            _ => Problems.DeliveryRefused,
        };
    }

    private static string Describe(TransactionStage stage) => stage switch
    {
        TransactionStage.Sender => "the sender",
        TransactionStage.Recipient => "a recipient",
        _ => "the message",
    };
}
