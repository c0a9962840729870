using System.Net;
using System.Text;
using MailKit.Net.Smtp;
using OAuthMail.Errors.Recognition;
using OAuthMail.MailKit.Authentication;

namespace OAuthMail.MailKit.Connections;

/// <summary>The login at a backup server that still takes passwords. No token is ever sent as one.</summary>
internal static class PasswordLogin
{
    /// <summary>Logs in, within a time limit.</summary>
    /// <returns>Null if the server let the client in; otherwise why it did not.</returns>
    public static async Task<MailServerException?> RunAsync(
        SmtpClient client, MailBackup backup, string password, TimeSpan timeout, TimeProvider clock, CancellationToken cancellationToken)
    {
        var redactor = LoginSecrets.Of(backup.UserName!, password);
        var logger = MailServices.GetLogger(client);
        using var limit = clock.CreateCancellationTokenSource(timeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        logger?.BeginLogin(redactor);
        try
        {
            await client.AuthenticateAsync(
                Encoding.UTF8, new NetworkCredential(backup.UserName, password), either.Token).ConfigureAwait(false);
            return null;
        }
        catch (Exception failure) when (LoginFailures.IsForeign(failure) || failure is NotSupportedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var words = ServerWords.Find(MailProtocol.Smtp, logger?.Words, failure, redactor);
            var match = words.Length > 0 ? ServerReplyCatalogue.Find(MailProtocol.Smtp, words, null, login: false) : null;
            var problem = match?.Problem.Kind == ProblemKind.Transient ? match.Problem
                : match is not null || failure is AuthenticationException or NotSupportedException ? Problems.BackupLoginRefused
                : LoginFailures.IsTimeout(failure) ? Problems.MailServerSilent
                : Problems.LoginInterrupted;
            var said = words.Length > 0 ? words[words.Length - 1]
                : failure is OperationCanceledException ? $"it was not over within {timeout.TotalSeconds:0.#} seconds."
                : $"{failure.GetType().Name}.";
            return new MailServerException(
                problem, MailProtocol.Smtp, backup.Server,
                $"The login of '{backup.UserName}' at {backup.Server} with a password failed: {said}", failure)
            {
                ServerWords = words,
                RetryAfter = problem == match?.Problem ? match.RetryAfter : null,
            };
        }
        finally
        {
            logger?.EndLogin();
        }
    }
}
