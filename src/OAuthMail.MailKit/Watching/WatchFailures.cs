using MailKit.Net.Imap;
using OAuthMail.Errors;
using OAuthMail.Errors.Recognition;
using OAuthMail.MailKit.Authentication;

namespace OAuthMail.MailKit.Watching;

/// <summary>
/// Converts MailKit's exceptions after the login to exceptions with a problem of the catalogue, and tells which of them are transient.
/// </summary>
internal static class WatchFailures
{
    /// <summary>Returns whether a retry may succeed.</summary>
    public static bool IsTransient(OAuthMailException failure) =>
        failure.Problem.Kind is ProblemKind.Transient or ProblemKind.TokenRefused or ProblemKind.Protocol or ProblemKind.Storage
            && failure.Problem != Problems.MessageGone;

    /// <summary>Returns whether the server rejected a command with a text that the catalogue doesn't know.</summary>
    public static bool IsUnknownRejection(OAuthMailException failure) => failure.Problem == Problems.ServerRefused;

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
        MailAccount account, MailProtocol protocol, string step, Exception failure, Redactor redactor)
    {
        var endpoint = account.GetEndpoint(protocol);
        var lines = RejectionLines.Find(protocol, null, failure, redactor);
        var match = lines.Length > 0 ? ServerReplyCatalogue.Find(protocol, lines, null, login: false) : null;
        var isRejection = failure is CommandException;
        var problem = failure switch
        {
            FolderNotFoundException => Problems.FolderNotFound,
            MessageNotFoundException => Problems.MessageGone,
            FolderNotOpenException => Problems.FolderReadOnly,
            NotSupportedException when protocol == MailProtocol.Pop3 => Problems.UidlMissing,
            ImapCommandException when IsMissingFolder(lines) => Problems.FolderNotFound,
            OperationCanceledException or TimeoutException => Problems.MailServerSilent,
            _ when match is not null && (isRejection || match.Problem.Kind == ProblemKind.Transient) => match.Problem,

            // A BYE with an unknown text only closes the connection. It doesn't reject the account.
            _ when match is null && failure is ProtocolException
                && !failure.Message.Contains("disconnected", StringComparison.OrdinalIgnoreCase) =>
                Problems.ServerReplyInvalid,
            FormatException or NotSupportedException => Problems.ServerReplyInvalid,
            _ => Problems.ConnectionLost,
        };
        var reason = lines.Length > 0 ? ServerReplyCatalogue.Quote(lines) : LoginRedactor.Clean(failure.Message, redactor);
        return new MailServerException(
            problem, protocol, endpoint, $"{step} at {endpoint} for '{account.Name}' failed: {reason}",
            LoginRedactor.Clean(failure, redactor))
        {
            ServerWords = lines,
            RetryAfter = problem == match?.Problem ? match.RetryAfter : null,
        };
    }

    private static bool IsMissingFolder(string[] lines) => lines.Any(line =>
        line.Contains("[NONEXISTENT]", StringComparison.OrdinalIgnoreCase)
            || line.Contains("doesn't exist", StringComparison.OrdinalIgnoreCase)
            || line.Contains("does not exist", StringComparison.OrdinalIgnoreCase));
}
