using MailKit.Net.Imap;
using OAuthMail.Accounts;
using OAuthMail.Diagnosis;
using OAuthMail.MailKit.Authentication;
using OAuthMail.Providers;
using OAuthMail.Replies;

namespace OAuthMail.MailKit.Watching;

/// <summary>From MailKit's exceptions after the login to the catalogue's row, and whether it passes.</summary>
internal static class WatchFailures
{
    /// <summary>Whether trying again may help.</summary>
    public static bool Passes(OAuthMailException failure) =>
        failure.Problem.Kind is ProblemKind.Transient or ProblemKind.TokenRefused or ProblemKind.Protocol or ProblemKind.Storage && failure.Problem != Problems.MessageGone;

    /// <summary>A refusal whose words nobody knows.</summary>
    public static bool IsUnknownRefusal(OAuthMailException failure) => failure.Problem == Problems.ServerRefused;

    public static TimeSpan? GetRetryAfter(OAuthMailException failure, TimeProvider clock) => failure switch
    {
        MailServerException server => server.RetryAfter,
        TokenRequestException request => request.RetryAfter,
        TokenRefusedException refused => refused.RetryAt - clock.GetUtcNow(),
        _ => null,
    };

    /// <summary>Runs a step of a session; what the server or the network does wrong becomes an exception of ours.</summary>
    public static async Task<T> GuardAsync<T>(MailAccount account, MailProtocol protocol, string step, Func<Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (Exception failure) when (IsForeign(failure))
        {
            // A client that is cancelled may fail in any way.
            cancellationToken.ThrowIfCancellationRequested();
            throw Explain(account, protocol, step, failure);
        }
    }

    /// <summary>
    /// Runs a caller's own action. What it throws is the caller's, unless the server said it or the connection is gone: a full disk is no
    /// reason to connect again.
    /// </summary>
    public static async Task<T> GuardCallerAsync<T>(MailAccount account, MailProtocol protocol, Func<Task<T>> action, Func<bool> isConnected, CancellationToken cancellationToken)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (Exception failure) when (IsServers(failure) || (failure is not (OperationCanceledException or CommandException or ProtocolException) && IsForeign(failure) && !isConnected()))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Explain(account, protocol, "Using the message", failure);
        }
    }

    /// <summary>What MailKit's IMAP client throws; what its others throw in a caller's action is the caller's.</summary>
    private static bool IsServers(Exception failure) => failure is ImapCommandException or ImapProtocolException or MessageNotFoundException or FolderNotFoundException or FolderNotOpenException;

    private static bool IsForeign(Exception failure) =>
        LoginFailures.IsForeign(failure) || failure is MessageNotFoundException or FolderNotOpenException or ServiceNotAuthenticatedException or NotSupportedException or FormatException;

    private static MailServerException Explain(MailAccount account, MailProtocol protocol, string step, Exception failure)
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
            _ when match is null && failure is ProtocolException && !failure.Message.Contains("disconnected", StringComparison.OrdinalIgnoreCase) => Problems.ServerReplyInvalid,
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
        line.Contains("[NONEXISTENT]", StringComparison.OrdinalIgnoreCase) || line.Contains("doesn't exist", StringComparison.OrdinalIgnoreCase) || line.Contains("does not exist", StringComparison.OrdinalIgnoreCase));
}
