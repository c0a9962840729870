using MailKit.Net.Imap;
using OAuthMail.Accounts;
using OAuthMail.Errors;
using OAuthMail.Errors.Recognition;
using OAuthMail.MailKit.Authentication;

namespace OAuthMail.MailKit.Watching;

/// <summary>
/// Converts MailKit's exceptions after the login to exceptions with a problem of the catalogue, and tells which of them are transient.
/// </summary>
internal static class WatchFailures
{
    private const int MaximumTextLength = 1024;

    /// <summary>Returns whether a retry may succeed.</summary>
    public static bool IsTransient(OAuthMailException failure) =>
        (failure.Problem.Kind is ProblemKind.Transient or ProblemKind.TokenRefused or ProblemKind.Protocol or ProblemKind.Storage
                || LoginFailures.IsExplainedRejection(failure))
            && failure.Problem != Problems.MessageGone && failure.Problem != Problems.MessageUnreadable;

    /// <summary>
    /// Returns whether the server rejected a command, because it doesn't know it or for a reason that the catalogue doesn't know.
    /// </summary>
    public static bool IsUnknownRejection(OAuthMailException failure) =>
        failure.Problem == Problems.ServerRefused || failure.Problem == Problems.CommandRefused;

    /// <summary>
    /// Returns whether a message that was requested may have caused a failure: the connection was closed, or the reply is invalid or
    /// didn't arrive in time.
    /// </summary>
    public static bool IsSessionFailure(MailServerException failure) =>
        failure.Problem == Problems.ConnectionLost || failure.Problem == Problems.ServerReplyInvalid
            || failure.Problem == Problems.MailServerSilent;

    /// <summary>
    /// Returns whether a message can't be parsed: it is empty, binary or has no header. The server sends the same content again.
    /// </summary>
    public static bool IsContentFailure(Exception failure) =>
        failure is FormatException || failure is ProtocolException { InnerException: FormatException };

    /// <summary>Creates the failure of a message that the server doesn't deliver, although it delivers others.</summary>
    public static MailServerException Unreadable(
        MailAccount account, MailProtocol protocol, string message, MailServerException failure) =>
        new(
            Problems.MessageUnreadable, protocol, account.GetEndpoint(protocol),
            $"The server fails at {message}: {failure.Detail}", failure)
        {
            ServerWords = failure.ServerWords,
        };

    /// <summary>Creates the failure of a message whose content can't be parsed.</summary>
    public static MailServerException Unparsable(MailAccount account, MailProtocol protocol, string message, Exception failure) => new(
        Problems.MessageUnreadable, protocol, account.GetEndpoint(protocol),
        $"The content of {message} cannot be parsed: {ForeignText.Clean(failure.Message, 500)}", failure);

    public static TimeSpan? GetRetryAfter(OAuthMailException failure, TimeProvider clock) => failure switch
    {
        MailServerException server => server.RetryAfter,
        TokenRequestException request => request.RetryAfter,
        TokenRejectedException rejected => rejected.RetryAt - clock.GetUtcNow(),
        _ => null,
    };

    /// <summary>
    /// Returns whether the watched server caused the failure of a caller's action. Exceptions of other MailKit clients in the action belong
    /// to the caller.
    /// </summary>
    public static bool IsServerFailureInCallersAction(Exception failure, Func<bool> isConnected) =>
        failure is ImapCommandException or ImapProtocolException or MessageNotFoundException or FolderNotFoundException
            or FolderNotOpenException
        || (failure is not (OperationCanceledException or CommandException or ProtocolException) && IsServerOrNetworkFailure(failure)
            && !isConnected());

    /// <summary>Returns whether the server or the network caused an exception, rather than a mistake of the caller.</summary>
    public static bool IsServerOrNetworkFailure(Exception failure) =>
        LoginFailures.IsServerOrNetworkFailure(failure) || failure is MessageNotFoundException or FolderNotOpenException
            or ServiceNotAuthenticatedException or NotSupportedException or FormatException;

    /// <summary>Creates the exception for a failure of the server or the network.</summary>
    public static MailServerException CreateException(
        MailAccount account, MailProtocol protocol, string step, Exception failure, IReadOnlyList<string>? logged, Redactor redactor)
    {
        var endpoint = account.GetEndpoint(protocol);
        var clean = logged?.Select(line => LoginRedactor.Clean(line, redactor, MaximumTextLength)).ToList();
        var lines = RejectionLines.Find(protocol, clean, failure, redactor);
        var isBye = lines.Any(line => line.StartsWith("* BYE", StringComparison.OrdinalIgnoreCase));
        var evidence = ReplyEvidence.For(
            protocol, ReplyStep.Mailbox, lines, account.GetProvider(protocol), endpoint?.Host, account.GetFlow(protocol));
        var match = lines.Length > 0 ? ServerReplyCatalogue.Find(evidence) : null;
        var isRejection = failure is CommandException;
        var problem = failure switch
        {
            FolderNotFoundException => Problems.FolderNotFound,
            MessageNotFoundException => Problems.MessageGone,
            FolderNotOpenException => Problems.FolderReadOnly,
            NotSupportedException when protocol == MailProtocol.Pop3 => Problems.UidlMissing,
            ImapCommandException when IsMissingFolder(lines) => Problems.FolderNotFound,
            OperationCanceledException or TimeoutException => Problems.MailServerSilent,
            _ when match is not null && (isRejection || match.Problem.Kind is ProblemKind.Transient or ProblemKind.TokenRefused) =>
                match.Problem,

            // A BYE with an unknown text only closes the connection. It doesn't reject the account.
            ProtocolException when !isBye && !LoginFailures.IsDisconnect(failure) => Problems.ServerReplyInvalid,
            _ when IsServerOrNetworkFailure(failure) && failure is not (FormatException or NotSupportedException) =>
                Problems.ConnectionLost,
            ObjectDisposedException => Problems.ConnectionLost,
            _ => Problems.ServerReplyInvalid,
        };
        var reason = lines.Length > 0 ? ServerReplyCatalogue.Quote(lines) : LoginRedactor.Clean(failure.Message, redactor);
        return new MailServerException(
            problem, protocol, endpoint, $"{step} at {endpoint} for '{account.Name}' failed: {reason}",
            LoginRedactor.Clean(failure, redactor))
        {
            ServerWords = lines,
            Diagnosis = problem == match?.Problem
                ? ReplyDiagnosis.Create(problem, evidence, AccountRemedyValues.Of(account, protocol), match.NewTokenMayHelp)
                : null,

            // A server that closes connections, such as idle ones, often accepts new ones at once. Only its own hint counts then.
            RetryAfter = problem == match?.Problem && (isRejection || lines.Any(HasHint)) ? match.RetryAfter : null,
        };
    }

    private static bool HasHint(string line) => line.Contains("Backoff", StringComparison.OrdinalIgnoreCase);

    private static bool IsMissingFolder(string[] lines) => lines.Any(line =>
        line.Contains("[NONEXISTENT]", StringComparison.OrdinalIgnoreCase)
            || line.Contains("doesn't exist", StringComparison.OrdinalIgnoreCase)
            || line.Contains("does not exist", StringComparison.OrdinalIgnoreCase));
}
