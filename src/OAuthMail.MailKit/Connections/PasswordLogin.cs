using System.Net;
using System.Text;
using MailKit.Net.Smtp;
using OAuthMail.Errors.Recognition;
using OAuthMail.MailKit.Authentication;
using OAuthMail.MailKit.Protocol;

namespace OAuthMail.MailKit.Connections;

/// <summary>The login with a password at a backup server. A token is never sent as a password.</summary>
internal static class PasswordLogin
{
    /// <summary>Logs in within a time limit.</summary>
    /// <returns>The reason why the login failed, or <see langword="null"/> if it succeeded.</returns>
    public static async Task<MailServerException?> RunAsync(
        SmtpClient client, MailBackup backup, string password, TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        var redactor = LoginRedactor.Of(client);
        LoginRedactor.Add(redactor, backup.UserName!, password);
        var logger = MailServices.GetLogger(client);
        using var limit = new TimeLimit(clock, timeout, cancellationToken);
        logger?.BeginLogin(redactor);
        try
        {
            await client.AuthenticateAsync(
                Encoding.UTF8, new NetworkCredential(backup.UserName, password), limit.Token).ConfigureAwait(false);
            return null;
        }
        catch (Exception failure) when (LoginFailures.IsServerOrNetworkFailure(failure) || failure is NotSupportedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var lines = RejectionLines.Find(MailProtocol.Smtp, logger?.LoginReplies, failure, redactor);
            var match = lines.Length > 0
                ? ServerReplyCatalogue.Find(ReplyEvidence.For(
                    MailProtocol.Smtp, ReplyStep.Login, lines, provider: null, backup.Server?.Host, flow: null))
                : null;
            var problem = match?.Problem.Kind == ProblemKind.Transient ? match.Problem
                : match is not null || failure is AuthenticationException or NotSupportedException ? Problems.BackupLoginRefused
                : failure is ReplyTooLongException ? Problems.ServerReplyInvalid
                : LoginFailures.IsTimeout(failure) ? Problems.MailServerSilent
                : Problems.LoginInterrupted;
            var reason = lines.Length > 0 ? ServerReplyCatalogue.Quote(lines)
                : failure is OperationCanceledException ? $"it did not complete within {timeout.TotalSeconds:0.#} seconds."
                : $"{failure.GetType().Name}.";
            return new MailServerException(
                problem, MailProtocol.Smtp, backup.Server,
                $"The login of '{backup.UserName}' at {backup.Server} with a password failed: {reason}",
                LoginRedactor.Clean(failure, redactor))
            {
                ServerWords = lines,
                RetryAfter = problem == match?.Problem ? match.RetryAfter : null,
            };
        }
        finally
        {
            logger?.EndLogin();
        }
    }
}
