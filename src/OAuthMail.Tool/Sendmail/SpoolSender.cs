using MimeKit;
using OAuthMail.MailKit;
using OAuthMail.Tool.Accounts;
using OAuthMail.Tool.CommandLine;
using OAuthMail.Tool.Configuration;
using OAuthMail.Tool.Tokens;

namespace OAuthMail.Tool.Sendmail;

/// <summary>
/// Sends spooled messages. Right before a message is transferred to the server, it is marked as being sent; a process that finds the mark
/// of a process that was killed does not send the message again.
/// </summary>
internal sealed class SpoolSender(AccountServices services, Spool spool, SendmailSettings settings)
{
    /// <summary>Sends a message once.</summary>
    /// <returns>The exit code: 0 if the message was sent or waits in the spool.</returns>
    public async Task<int> SendAsync(string id, bool isRetry, CancellationToken cancellationToken)
    {
        if (spool.Find(id) is not { } listed) return ExitCodes.Success;
        using var held = spool.TryLock(listed);
        if (held is null) return ExitCodes.Success;

        // What another process did until the lock was released.
        if (spool.Find(id) is not { } mail)
        {
            spool.Remove(listed);
            return ExitCodes.Success;
        }

        if (mail.State == SpoolState.Sending)
        {
            mail = mail with { State = SpoolState.Unknown, Failure = "The process that sent the message was killed." };
            spool.Save(mail);
        }

        if (mail.State != SpoolState.Waiting && !isRetry) return ExitCodes.Success;
        return await SendAsync(mail with { Attempts = mail.Attempts + 1 }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<int> SendAsync(SpooledMail mail, CancellationToken cancellationToken)
    {
        var hasBegun = false;
        try
        {
            var account = services.Find(mail.Account);
            var recipients = settings.Resolve(mail.Recipients);
            if (recipients.Count == 0) throw new UsageException("The message has no recipients.");
            using var content = spool.Open(mail);
            using var message = await MimeMessage.LoadAsync(content, cancellationToken).ConfigureAwait(false);
            var sender = settings.ForceFrom || mail.Sender is null || SendmailSettings.IsLocal(mail.Sender) ? account.Address : mail.Sender;
            var options = new MailSendOptions { Sender = MailboxAddress.Parse(sender) };
            foreach (var recipient in recipients) options.Recipients.Add(recipient);

            await TokenReader.GetAsync(services, account, "sendmail", MailProtocol.Smtp, TimeSpan.Zero, cancellationToken)
                .ConfigureAwait(false);
            options.BeforeTransfer = _ =>
            {
                spool.Save(mail with { State = SpoolState.Sending });
                hasBegun = true;
                return Task.CompletedTask;
            };
            await services.Get<IMailSender>().SendAsync(account.Name, message, options, cancellationToken).ConfigureAwait(false);
            spool.Remove(mail);
            return ExitCodes.Success;
        }
        catch (MailDeliveryUnknownException failure)
        {
            return Keep(mail, SpoolState.Unknown, failure.Message, ExitCodes.Success);
        }
        catch (OAuthMailException failure) when (failure is not MailConfigurationException)
        {
            FailureLog.Add(mail.Account, "sendmail", failure);
            var waits = failure.Problem.Kind is not (ProblemKind.Configuration or ProblemKind.Policy);
            return waits
                ? Keep(mail, SpoolState.Waiting, failure.Message, ExitCodes.Success)
                : Keep(mail, SpoolState.Failed, failure.Message, ExitCodes.Of(failure.Problem.Kind));
        }
        catch (UsageException failure)
        {
            var waits = failure.ExitCode == ExitCodes.Retry;
            return Keep(
                mail, waits ? SpoolState.Waiting : SpoolState.Failed, failure.Message, waits ? ExitCodes.Success : failure.ExitCode);
        }
        catch (FormatException failure)
        {
            return Keep(mail, SpoolState.Failed, $"The message is malformed: {failure.Message}", ExitCodes.Data);
        }
        catch (OperationCanceledException)
        {
            return Keep(mail, SpoolState.Waiting, "The command was interrupted.", ExitCodes.Canceled);
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException)
        {
            // The other messages of the spool are sent nevertheless.
            return hasBegun
                ? Keep(mail, SpoolState.Unknown, failure.Message, ExitCodes.Success)
                : Keep(mail, SpoolState.Failed, failure.Message, ExitCodes.Data);
        }
    }

    private int Keep(SpooledMail mail, SpoolState state, string failure, int code)
    {
        spool.Save(mail with { State = state, Failure = Terminal.Field(failure) });
        Terminal.Tell($"oauthmail: {failure}");
        Terminal.Tell(state switch
        {
            SpoolState.Waiting => $"oauthmail: The message waits in the spool as {mail.Id}. 'oauthmail sendmail -q' sends it.",
            SpoolState.Unknown =>
                $"oauthmail: The message {mail.Id} may have been sent, and is not repeated. 'oauthmail sendmail -bp' lists it.",
            _ => $"oauthmail: The message is kept in the spool as {mail.Id}. 'oauthmail sendmail --retry {mail.Id}' sends it again.",
        });
        return code;
    }
}
