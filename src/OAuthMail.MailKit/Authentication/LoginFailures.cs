using OAuthMail.Errors;
using OAuthMail.Errors.Recognition;
using OAuthMail.Sasl;

namespace OAuthMail.MailKit.Authentication;

/// <summary>From MailKit's exceptions during a login to the catalogue's row.</summary>
internal static class LoginFailures
{
    /// <summary>Whether an exception says what the server or the network did, and not what the caller did wrong.</summary>
    public static bool IsForeign(Exception failure) =>
        failure is AuthenticationException or CommandException or ProtocolException or IOException or System.Net.Sockets.SocketException or TimeoutException
            or ServiceNotConnectedException or FolderNotFoundException or OperationCanceledException;

    /// <param name="target">Who logs in where.</param>
    /// <param name="mechanism">The attempt's mechanism.</param>
    /// <param name="isTaken">Whether the server has taken the token, so that what it refuses since is something else.</param>
    /// <param name="failure">MailKit's exception.</param>
    /// <param name="logged">What the server said, if somebody kept it.</param>
    /// <param name="redactor">Takes secrets out.</param>
    public static MailServerException Explain(
        LoginTarget target, OAuthSaslMechanism mechanism, bool isTaken, Exception failure, IReadOnlyList<string>? logged, Redactor redactor)
    {
        var words = ServerWords.Find(target.Protocol, logged, failure, redactor);
        var challenge = Clean(mechanism.ErrorChallenge, redactor);
        var match = Find(target, isTaken, failure, words, challenge);

        var isTooLong = !isTaken && IsTooLong(mechanism, failure, words, challenge);
        if (isTooLong) match = new ServerReplyMatch(Problems.TokenTooLong, null);
        return new MailServerException(
            match.Problem, target.Protocol, target.Endpoint, Describe(target, mechanism, failure, words, challenge, isTooLong), failure)
        {
            ServerWords = words,
            Challenge = challenge,
            RetryAfter = match.RetryAfter,
        };
    }

    private static ServerReplyMatch Find(LoginTarget target, bool isTaken, Exception failure, string[] words, SaslErrorChallenge? challenge)
    {
        // A server that goes on asking has refused nothing yet.
        if (words.Length == 0 && (failure as SaslException ?? failure.InnerException) is SaslException)
        {
            return new ServerReplyMatch(Problems.ServerReplyInvalid, null);
        }

        // A refusal is a refusal even if nobody kept its words.
        if (words.Length > 0 || challenge is not null || failure is AuthenticationException)
        {
            var match = ServerReplyCatalogue.Find(target.Protocol, words, challenge, login: !isTaken);

            // The challenge has refused the token, whatever came or did not come behind it.
            if (words.Length == 0 && !isTaken && match.Problem == Problems.ServerRefused)
            {
                return new ServerReplyMatch(Problems.TokenRefused, null);
            }

            // A goodbye without a reason says nothing about the token.
            var goodbyeOnly = challenge is null && failure is not (AuthenticationException or CommandException)
                && match.Problem == Problems.TokenRefused;
            return goodbyeOnly ? new ServerReplyMatch(Problems.LoginInterrupted, match.RetryAfter) : match;
        }

        return new ServerReplyMatch(failure switch
        {
            _ when IsTimeout(failure) => Problems.MailServerSilent,
            ProtocolException protocol when !IsDisconnect(protocol) => Problems.ServerReplyInvalid,
            FolderNotFoundException => Problems.MailboxNotConnected,
            _ => Problems.LoginInterrupted,
        }, null);
    }

    /// <summary>Whether time ran out, which streams wrap into exceptions of their own.</summary>
    public static bool IsTimeout(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is TimeoutException or OperationCanceledException) return true;
        }

        return false;
    }

    /// <summary>Whether MailKit says that the server hung up, and not that it cannot be understood.</summary>
    public static bool IsDisconnect(Exception failure) => failure.Message.Contains("disconnected", StringComparison.OrdinalIgnoreCase);

    private static bool IsTooLong(OAuthSaslMechanism mechanism, Exception failure, string[] words, SaslErrorChallenge? challenge)
    {
        if (challenge is not null || IsTimeout(failure)) return false;
        var isHangUp = words.Length == 0 && failure is ProtocolException or IOException or System.Net.Sockets.SocketException;
        return LoginLength.Explains(mechanism.Message.Length, isHangUp);
    }

    private static string Describe(
        LoginTarget target, OAuthSaslMechanism mechanism, Exception failure, string[] words, SaslErrorChallenge? challenge, bool isTooLong)
    {
        var attempt = $"The login of '{target.UserName}' with {mechanism.MechanismName} at {target.Server} failed";
        if (isTooLong || LoginLength.IsExcessive(mechanism.Message.Length))
        {
            attempt += $" with {LoginLength.Describe(mechanism.Message.Length)}";
        }
        if (words.Length > 0) return $"{attempt}: {words[words.Length - 1]}";
        if (challenge is not null) return $"{attempt}: {challenge.Json}";
        if (failure is OperationCanceledException)
        {
            return $"{attempt}: it was not over within {target.LoginTimeout.TotalSeconds:0.#} seconds.";
        }
        return failure is AuthenticationException
            ? $"{attempt}; the server's words were not kept, because the client was not made with a MailProtocolLogger."
            : $"{attempt}: {failure.GetType().Name}.";
    }

    private static SaslErrorChallenge? Clean(SaslErrorChallenge? challenge, Redactor redactor) =>
        challenge is null ? null : SaslErrorChallenge.TryParse(System.Text.Encoding.UTF8.GetBytes(redactor.Clean(challenge.Json)));
}
