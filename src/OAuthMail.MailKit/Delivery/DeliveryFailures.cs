using MailKit.Net.Smtp;
using OAuthMail.Accounts;
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
    public static DeliveryFailure FromReply(
        DeliveryRoute route, string sender, Exception failure, SmtpStatusCode status, Redactor redactor)
    {
        var server = route.Server;
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
        var account = route.IsBackupServer ? null : route.Account;
        var evidence = ReplyEvidence.For(
            MailProtocol.Smtp, StepOf(stage), lines, account?.GetProvider(MailProtocol.Smtp), server.Host,
            account?.GetFlow(MailProtocol.Smtp));
        var match = ServerReplyCatalogue.Find(evidence);
        var values = account is null
            ? new RemedyValues { Sender = sender, Host = server.Host }
            : AccountRemedyValues.Of(account, MailProtocol.Smtp, sender);
        var problem = code is >= 400 and < 600 ? match.Problem : Problems.ServerReplyInvalid;
        var recipient = !isDelayed && (failure as SmtpCommandException)?.Mailbox is { } mailbox
            ? $" for <{LoginRedactor.Clean(mailbox.Address, redactor, 320)}>"
            : "";
        var exception = new MailServerException(
            problem, MailProtocol.Smtp, server, $"{server} rejected {Describe(stage)}{recipient}: {ServerReplyCatalogue.Quote(lines)}",
            LoginRedactor.Clean(failure, redactor))
        {
            ServerWords = lines,
            RetryAfter = match.RetryAfter,
            Diagnosis = problem == match.Problem ? ReplyDiagnosis.Create(problem, evidence, values, match.NewTokenMayHelp) : null,
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

    private static ReplyStep StepOf(TransactionStage stage) => stage switch
    {
        TransactionStage.Session => ReplyStep.Connect,
        TransactionStage.Sender => ReplyStep.Sender,
        TransactionStage.Recipient => ReplyStep.Recipient,
        _ => ReplyStep.Content,
    };

    private static string Describe(TransactionStage stage) => stage switch
    {
        TransactionStage.Sender => "the sender",
        TransactionStage.Recipient => "a recipient",
        _ => "the message",
    };
}
