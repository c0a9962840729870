using MailKit.Net.Imap;
using OAuthMail.Errors;
using OAuthMail.Errors.Recognition;
using OAuthMail.MailKit.Authentication;

namespace OAuthMail.MailKit.Watching;

/// <summary>From MailKit's exceptions after the login to the catalogue's row, and whether it passes.</summary>
internal static class WatchFailures
{
    /// <summary>Whether trying again may help.</summary>
    public static bool Passes(OAuthMailException failure) =>
        failure.Problem.Kind is ProblemKind.Transient or ProblemKind.TokenRefused or ProblemKind.Protocol or ProblemKind.Storage
            && failure.Problem != Problems.MessageGone;

    /// <summary>A refusal whose words nobody knows.</summary>
    public static bool IsUnknownRefusal(OAuthMailException failure) => failure.Problem == Problems.ServerRefused;

    public static TimeSpan? GetRetryAfter(OAuthMailException failure, TimeProvider clock) => failure switch
    {
        MailServerException server => server.RetryAfter,
        TokenRequestException request => request.RetryAfter,
        TokenRejectedException refused => refused.RetryAt - clock.GetUtcNow(),
        _ => null,
    };

    /// <summary>
    /// Whether a caller's own action failed by the mail server: what MailKit's other clients throw in it is the caller's.
    /// </summary>
    public static bool IsServers(Exception failure, Func<bool> isConnected) =>
        failure is ImapCommandException or ImapProtocolException or MessageNotFoundException or FolderNotFoundException or FolderNotOpenException
        || (failure is not (OperationCanceledException or CommandException or ProtocolException) && IsForeign(failure) && !isConnected());

    /// <summary>Whether an exception says what the server or the network did.</summary>
    public static bool IsForeign(Exception failure) =>
        LoginFailures.IsForeign(failure) || failure is MessageNotFoundException or FolderNotOpenException or ServiceNotAuthenticatedException or NotSupportedException or FormatException;

    /// <summary>The exception of ours for a failure of the server or the network.</summary>
    public static MailServerException Explain(MailAccount account, MailProtocol protocol, string step, Exception failure)
    {
        var endpoint = account.GetEndpoint(protocol);
        var words = ServerWords.Find(protocol, null, failure, new Redactor());
        var match = words.Length > 0 ? ServerReplyCatalogue.Find(protocol, words, null, login: false) : null;
        var isRefusal = failure is CommandException;
        var problem = failure switch
        {
            FolderNotFoundException => Problems.FolderNotFound,
            MessageNotFoundException => Problems.MessageGone,
            FolderNotOpenException => Problems.FolderReadOnly,
            NotSupportedException when protocol == MailProtocol.Pop3 => Problems.UidlMissing,
            ImapCommandException when IsMissingFolder(words) => Problems.FolderNotFound,
            OperationCanceledException or TimeoutException => Problems.MailServerSilent,
            _ when match is not null && (isRefusal || match.Problem.Kind == ProblemKind.Transient) => match.Problem,

            // A goodbye with words that nobody knows is a goodbye; it says nothing against the account.
            _ when match is null && failure is ProtocolException
                && !failure.Message.Contains("disconnected", StringComparison.OrdinalIgnoreCase) =>
                Problems.ServerReplyInvalid,
            FormatException or NotSupportedException => Problems.ServerReplyInvalid,
            _ => Problems.ConnectionLost,
        };
        var said = words.Length > 0 ? words[words.Length - 1] : ForeignText.Clean(failure.Message, 500);
        return new MailServerException(problem, protocol, endpoint, $"{step} at {endpoint} for '{account.Name}' failed: {said}", failure)
        {
            ServerWords = words,
            RetryAfter = problem == match?.Problem ? match.RetryAfter : null,
        };
    }

    private static bool IsMissingFolder(string[] words) => words.Any(line =>
        line.Contains("[NONEXISTENT]", StringComparison.OrdinalIgnoreCase)
            || line.Contains("doesn't exist", StringComparison.OrdinalIgnoreCase)
                || line.Contains("does not exist", StringComparison.OrdinalIgnoreCase));
}
