using OAuthMail.ConnectionTest;
using OAuthMail.Errors;
using OAuthMail.Errors.Recognition;
using OAuthMail.Sasl;

namespace OAuthMail.MailKit.Authentication;

/// <summary>Converts MailKit's exceptions during a login to exceptions with a problem of the catalogue.</summary>
internal static class LoginFailures
{
    /// <summary>Returns whether the server or the network caused an exception, rather than a mistake of the caller.</summary>
    public static bool IsServerOrNetworkFailure(Exception failure) =>
        failure is AuthenticationException or CommandException or ProtocolException or IOException or TimeoutException
            or System.Net.Sockets.SocketException or ServiceNotConnectedException or FolderNotFoundException
            or OperationCanceledException;

    /// <summary>Creates the exception for a failed login attempt.</summary>
    /// <param name="login">The parameters of the login.</param>
    /// <param name="mechanism">The mechanism of the attempt.</param>
    /// <param name="isAccepted">Whether the server accepted the token, so that it rejected something else afterwards.</param>
    /// <param name="failure">The exception of MailKit.</param>
    /// <param name="logged">The server's lines, or <see langword="null"/> if the client has no <see cref="MailProtocolLogger"/>.</param>
    /// <param name="redactor">Masks the secrets of the login.</param>
    /// <param name="token">The token of the attempt, whose claims may explain a rejection.</param>
    /// <param name="isFresh">Whether the token was acquired after another one was rejected.</param>
    public static MailServerException CreateException(
        LoginParameters login, OAuthSaslMechanism mechanism, bool isAccepted, Exception failure, IReadOnlyList<string>? logged,
        Redactor redactor, AccessToken token, bool isFresh)
    {
        var lines = RejectionLines.Find(login.Protocol, logged, failure, redactor);
        var challenge = Clean(mechanism.ErrorChallenge, redactor);
        var evidence = login.CreateEvidence(isAccepted ? ReplyStep.Mailbox : ReplyStep.Login, lines) with
        {
            Challenge = challenge,
            IsFreshToken = isFresh,
        };
        var match = Find(evidence, isAccepted, failure, lines, challenge);

        var isTooLong = !isAccepted && IsTooLong(mechanism, failure, lines, challenge);
        if (isTooLong) match = new ServerReplyMatch(Problems.TokenTooLong, null);
        var (findings, hasReadToken) = isAccepted ? ([], false) : ReadClaims(login, token);

        // The bare rejection does not say why. A token for another server, permission or tenant explains it.
        var isExplained = ReplyDiagnosis.IsBareRejection(match.Problem) && findings.Count > 0 && ScopeEvidence.Decides(findings[0]);
        var problem = isExplained ? findings[0] : match.Problem;
        return new MailServerException(
            problem, login.Protocol, login.Endpoint, Describe(login, mechanism, failure, lines, challenge, isTooLong, redactor),
            LoginRedactor.Clean(failure, redactor))
        {
            ServerWords = lines,
            Challenge = challenge,
            RetryAfter = match.RetryAfter,
            Diagnosis = ReplyDiagnosis.Create(
                problem, evidence, login.CreateRemedyValues(),
                match.NewTokenMayHelp || (match.Problem.Kind == ProblemKind.TokenRefused && !isFresh),
                isExplained ? [.. findings, match.Problem] : findings, hasReadToken),
        };
    }

    /// <summary>
    /// Returns whether a failure is a rejection without a reason that the token's claims explain. The server decides: an application may
    /// have its permission from a role assignment that the claims do not show, so that a later login can succeed.
    /// </summary>
    public static bool IsExplainedRejection(OAuthMailException failure) => ScopeEvidence.Decides(failure.Problem)
        && failure.Diagnosis?.Causes.Any(cause => ReplyDiagnosis.IsBareRejection(cause.Problem)) == true;

    /// <summary>Returns what the claims of the token show, and whether they can be read.</summary>
    private static (IReadOnlyList<Problem> Findings, bool HasReadToken) ReadClaims(LoginParameters login, AccessToken token)
    {
        if (login.Account is null) return ([], false);
        var result = new StepResult();
        ClaimsCheck.Run(login.Account, login.Protocol, login.Clock.GetUtcNow(), token, result);
        return (result.Problem is { } problem ? [problem] : [], result.Outcome != ConnectionStepOutcome.Skipped);
    }

    private static ServerReplyMatch Find(
        ReplyEvidence evidence, bool isAccepted, Exception failure, string[] lines, SaslErrorChallenge? challenge)
    {
        // A server that sends one challenge after another has not rejected anything.
        if (lines.Length == 0 && (failure as SaslException ?? failure.InnerException) is SaslException)
        {
            return new ServerReplyMatch(Problems.ServerReplyInvalid, null);
        }

        // MailKit's exception has no text. Without a logger, even an outage looks like this.
        if (lines.Length == 0 && challenge is null && failure is AuthenticationException)
        {
            return new ServerReplyMatch(Problems.LoginFailureUnknown, null);
        }

        if (lines.Length > 0 || challenge is not null)
        {
            var match = ServerReplyCatalogue.Find(evidence);

            // The error challenge rejects the token, even if no reply follows it.
            if (lines.Length == 0 && !isAccepted && match.Problem == Problems.ServerRefused)
            {
                return new ServerReplyMatch(Problems.TokenRefused, null);
            }

            // A BYE without a reason doesn't show that the token was rejected.
            var isByeOnly = challenge is null && failure is not (AuthenticationException or CommandException)
                && match.Problem == Problems.TokenRefused;
            return isByeOnly ? new ServerReplyMatch(Problems.LoginInterrupted, match.RetryAfter) : match;
        }

        return new ServerReplyMatch(failure switch
        {
            _ when IsTimeout(failure) => Problems.MailServerSilent,
            ProtocolException protocol when !IsDisconnect(protocol) => Problems.ServerReplyInvalid,
            FolderNotFoundException => Problems.MailboxNotConnected,
            _ => Problems.LoginInterrupted,
        }, null);
    }

    /// <summary>Returns whether a time-out caused an exception. Streams wrap time-outs in exceptions of their own.</summary>
    public static bool IsTimeout(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is TimeoutException or OperationCanceledException) return true;
        }

        return false;
    }

    /// <summary>Returns whether MailKit reports that the server disconnected, rather than that its reply is invalid.</summary>
    public static bool IsDisconnect(Exception failure) => failure.Message.Contains("disconnected", StringComparison.OrdinalIgnoreCase);

    private static bool IsTooLong(OAuthSaslMechanism mechanism, Exception failure, string[] lines, SaslErrorChallenge? challenge)
    {
        if (challenge is not null || IsTimeout(failure)) return false;

        // The server refused a line that contains nothing but the message.
        if (mechanism.IsSent && !mechanism.SupportsInitialResponse && ServerReplyCatalogue.IsLineTooLong(lines)) return true;
        var isDisconnect = lines.Length == 0 && failure is ProtocolException or IOException or System.Net.Sockets.SocketException;
        return LoginLength.Explains(mechanism.Message.Length, isDisconnect);
    }

    private static string Describe(
        LoginParameters login, OAuthSaslMechanism mechanism, Exception failure, string[] lines, SaslErrorChallenge? challenge,
        bool isTooLong, Redactor redactor)
    {
        var attempt = $"The login of '{login.UserName}' with {mechanism.MechanismName} at {login.Server} failed";
        if (isTooLong || LoginLength.IsExcessive(mechanism.Message.Length))
        {
            attempt += $" with {LoginLength.Describe(mechanism.Message.Length)}";
        }
        if (lines.Length > 0) return $"{attempt}: {ServerReplyCatalogue.Quote(lines)}";
        if (challenge is not null) return $"{attempt}: {challenge.Json}";
        if (failure is OperationCanceledException)
        {
            return $"{attempt}: it did not complete within {login.LoginTimeout.TotalSeconds:0.#} seconds.";
        }
        return failure is AuthenticationException
            ? $"{attempt}. The server's reply is unknown, because the client was created without a MailProtocolLogger."
            : $"{attempt}: {(failure is ProtocolException ? LoginRedactor.Clean(failure.Message, redactor) : failure.GetType().Name)}";
    }

    private static SaslErrorChallenge? Clean(SaslErrorChallenge? challenge, Redactor redactor) =>
        challenge is null ? null : SaslErrorChallenge.TryParse(System.Text.Encoding.UTF8.GetBytes(redactor.Clean(challenge.Json)));
}
