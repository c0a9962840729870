using MailKit.Net.Smtp;
using MimeKit;
using OAuthMail.Errors;
using OAuthMail.MailKit.Authentication;
using OAuthMail.MailKit.Connections;

namespace OAuthMail.MailKit.Delivery;

/// <summary>
/// Sends one message over one connection: MAIL, RCPT, DATA, and the reply to the complete message. The result is certain, or the
/// transaction throws <see cref="MailDeliveryUnknownException"/>.
/// </summary>
internal sealed class SmtpTransaction(SmtpClient client, DeliveryRoute route, MessageEnvelope envelope)
{
    private readonly TransferProgress _progress = new(client);
    private readonly Redactor _redactor = LoginRedactor.Of(client);

    /// <summary>
    /// Gets a value that indicates whether the message could not be read. The server then doesn't know of the message.
    /// </summary>
    public bool HasMessageFailure => _progress.MessageFailure is not null;

    /// <summary>Sends the message.</summary>
    /// <param name="limit">The time limit. If it is exceeded, the server has failed.</param>
    /// <param name="cancellationToken">The token of the caller.</param>
    /// <exception cref="MailDeliveryUnknownException">The complete message was sent, and no reply arrived.</exception>
    /// <exception cref="OperationCanceledException">The caller canceled before the complete message was sent.</exception>
    public async Task<DeliveryResult> RunAsync(TimeLimit limit, CancellationToken cancellationToken)
    {
        var sender = envelope.GetSender(route.BackupSender);
        if (FindUnsupported(sender) is { } address)
        {
            // MailKit would send the octets of the address as they are.
            var failure = new NotSupportedException($"SMTPUTF8 (RFC 6531), for the address '{address}'.");
            return DeliveryFailures.FromConnection(route.Server, failure, hasBegun: false, _redactor);
        }

        _progress.Begin();
        try
        {
            var reply = await client.SendAsync(
                envelope.Format, envelope.Message, sender, envelope.Recipients, limit.Token,
                _progress).ConfigureAwait(false);
            return DeliveryResult.Accepted(reply, _redactor);
        }
        catch (SmtpCommandException failure)
        {
            return Evaluate(failure);
        }
        catch (ServiceNotAuthenticatedException failure)
        {
            return DeliveryFailures.FromReply(
                route, envelope.GetSender(route.BackupSender).Address, failure, SmtpStatusCode.AuthenticationRequired, _redactor);
        }
        catch (Exception failure) when (_progress.MessageFailure != failure)
        {
            if (_progress.MayBeAccepted) throw Unknown(Describe(failure, cancellationToken), failure);
            cancellationToken.ThrowIfCancellationRequested();
            if (!ConnectFailures.IsServerOrNetworkFailure(failure)) throw;
            return DeliveryFailures.FromConnection(route.Server, failure, _progress.HasBegun, _redactor);
        }
        finally
        {
            _progress.End();
        }
    }

    /// <summary>
    /// Returns an address that the server doesn't support, or <see langword="null"/>. A domain name can be encoded in ASCII; the local part
    /// can't.
    /// </summary>
    private string? FindUnsupported(MailboxAddress sender)
    {
        if ((client.Capabilities & SmtpCapabilities.UTF8) != 0) return null;
        return envelope.Recipients.Prepend(sender).FirstOrDefault(one => one.GetAddress(true).Any(c => c >= '\x80'))?.Address;
    }

    private DeliveryResult Evaluate(SmtpCommandException reply)
    {
        var code = (int)reply.StatusCode;
        var isFinal = reply.ErrorCode == SmtpErrorCode.MessageNotAccepted && _progress.MayBeAccepted;

        // MailKit expects 250, but every 2xx reply accepts the message (RFC 5321 section 4.2.1).
        if (isFinal && code is >= 200 and < 300) return DeliveryResult.Accepted(reply.Message, _redactor);
        if (isFinal && code is < 400 or >= 600)
        {
            throw Unknown($"The reply was {code}, which neither accepts nor rejects the message.", reply);
        }
        return DeliveryFailures.FromReply(
            route, envelope.GetSender(route.BackupSender).Address, reply, reply.StatusCode, _redactor);
    }

    private MailDeliveryUnknownException Unknown(string reason, Exception failure) => new(
        envelope.MessageId, route.Server,
        $"The complete message <{envelope.MessageId}> was sent to {route.Server}, and no valid reply arrived. {reason}",
        LoginRedactor.Clean(failure, _redactor));

    private string Describe(Exception failure, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return "The wait for the reply was canceled.";
        return failure is TimeoutException or OperationCanceledException
            ? "The wait for the reply timed out."
            : LoginRedactor.Clean(failure.Message, _redactor);
    }
}
