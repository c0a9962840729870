using MailKit.Net.Smtp;
using OAuthMail.Errors;
using OAuthMail.Errors.Recognition;
using OAuthMail.MailKit.Authentication;

namespace OAuthMail.MailKit.Sending;

/// <summary>From exceptions to the catalogue's row, and to what may be done.</summary>
internal static class SendFailures
{
    private const int MaximumWords = 1024;

    /// <summary>A failure to get a token, to connect or to log in.</summary>
    public static SendFailure OfSession(OAuthMailException failure)
    {
        // "554 No service here" passes no sooner than any other 5xx, whatever its row says of its like.
        var isFinal = failure is MailServerException { ServerWords: { Count: > 0 } words }
            && words[words.Count - 1] is { Length: > 0 } last && last[0] == '5';
        return new SendFailure(failure, SendStage.Session, failure.Problem.Kind == ProblemKind.Transient && !isFinal);
    }

    /// <summary>A refusal: the server said no, at whatever step.</summary>
    public static SendFailure OfReply(MailEndpoint server, Exception failure, SmtpStatusCode status)
    {
        var code = (int)status;
        var isDelayed = IsDelayed(failure);
        var stage = (failure as SmtpCommandException)?.ErrorCode switch
        {
            SmtpErrorCode.RecipientNotAccepted => isDelayed ? SendStage.Sender : SendStage.Recipient,
            SmtpErrorCode.MessageNotAccepted or SmtpErrorCode.UnexpectedStatusCode => SendStage.Content,
            _ => SendStage.Sender,
        };
        var words = failure.Message.Split('\n').Select(line => ForeignText.Clean($"{code} {line}", MaximumWords, '\ufffd')).ToArray();
        var match = ServerReplyCatalogue.Find(MailProtocol.Smtp, words, null, login: false);
        var isRefusal = code is >= 400 and < 600;
        var problem = isRefusal ? Refine(match.Problem, stage, code, words[0]) : Problems.ServerReplyInvalid;
        var who = !isDelayed && (failure as SmtpCommandException)?.Mailbox is { } mailbox
            ? $" for <{ForeignText.Clean(mailbox.Address, 320)}>"
            : "";
        var exception = new MailServerException(
            problem, MailProtocol.Smtp, server, $"{server} refused {Describe(stage)}{who}: {words[words.Length - 1]}", failure)
        {
            ServerWords = words,
            RetryAfter = match.RetryAfter,
        };
        var isTransient = code is >= 400 and < 500 && problem.Kind == ProblemKind.Transient && problem != Problems.SendingLimitReached;
        return new SendFailure(exception, stage, isTransient)
        {
            IsStale = stage == SendStage.Sender && (
                problem == Problems.NotAuthenticated || (code == 421 && problem == Problems.ServerBusy)),
        };
    }

    /// <summary>The connection ended, or the server said what nobody understands, before the whole message had gone out.</summary>
    public static SendFailure OfConnection(MailEndpoint server, Exception failure, bool hasBegun)
    {
        var stage = hasBegun ? SendStage.Content : SendStage.Sender;
        var (problem, detail) = failure switch
        {
            NotSupportedException => (Problems.AddressNotSupported, $"{server} does not take the message as it is: {failure.Message}"),
            TimeoutException or OperationCanceledException =>
                (Problems.MailServerSilent, $"{server} did not answer in time; the message was not sent."),
            ProtocolException when !LoginFailures.IsDisconnect(failure) =>
                (Problems.ServerReplyInvalid, $"{server}: {ForeignText.Clean(failure.Message, 500)}"),
            _ => (
                Problems.ConnectionLost,
                $"The connection to {server} ended before the whole message had gone out: {ForeignText.Clean(failure.Message, 500)}"),
        };
        return new SendFailure(
            new MailServerException(problem, MailProtocol.Smtp, server, detail, failure), stage, problem.Kind == ProblemKind.Transient)
        {
            IsStale = !hasBegun && failure is not NotSupportedException,
        };
    }

    /// <summary>
    /// Postfix, as it comes, holds what it has against the sender back until it is told a recipient (smtpd_delay_reject).
    /// </summary>
    private static bool IsDelayed(Exception failure) =>
        failure is SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted }
            && failure.Message.Contains(": Sender address rejected: ", StringComparison.OrdinalIgnoreCase);

    /// <summary>The row for a refusal whose words say nothing: what was refused says it.</summary>
    private static Problem Refine(Problem problem, SendStage stage, int code, string words)
    {
        // 552 is also said of a recipient's mailbox that is full; that the message is too large has codes of its own (RFC 3463 section
        // 3.4).
        if (
            stage == SendStage.Recipient && problem == Problems.MessageTooLarge && !words.Contains("5.3.4", StringComparison.Ordinal)
                && !words.Contains("5.2.3", StringComparison.Ordinal))
        {
            return Problems.RecipientRefused;
        }
        if (problem != Problems.ServerRefused) return problem;
        return stage switch
        {
            SendStage.Recipient => Problems.RecipientRefused,
            SendStage.Sender when code == 553 || words.Contains(" 5.7.", StringComparison.Ordinal) => Problems.SendAsDenied,
            _ => Problems.DeliveryRefused,
        };
    }

    private static string Describe(SendStage stage) => stage switch
    {
        SendStage.Sender => "the sender",
        SendStage.Recipient => "a recipient",
        _ => "the message",
    };
}
