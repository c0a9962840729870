using MailKit.Net.Smtp;
using OAuthMail.Errors;
using OAuthMail.MailKit.Connections;

namespace OAuthMail.MailKit.Sending;

/// <summary>One message over one connection, to an answer that is certain, or to the statement that there is none.</summary>
internal static class Submission
{
    /// <summary>Sends the message.</summary>
    /// <param name="client">The client, logged in.</param>
    /// <param name="route">The way.</param>
    /// <param name="envelope">The message.</param>
    /// <param name="limit">Cancelled when it has taken too long, which is the server's failure.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <exception cref="MailDeliveryUnknownException">The whole message went out, and no reply came.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before the whole message had gone out.</exception>
    public static async Task<SendOutcome> RunAsync(
        SubmissionClient client, SendRoute route, MessageEnvelope envelope, CancellationToken limit, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit, cancellationToken);
        client.BeginMessage();
        try
        {
            return SendOutcome.Taken(await client.SendAsync(
                envelope.Format, envelope.Message, envelope.GetSender(route), envelope.Recipients, either.Token, client).ConfigureAwait(false));
        }
        catch (SmtpCommandException failure)
        {
            return Judge(client, route, envelope, failure, failure.StatusCode);
        }
        catch (ServiceNotAuthenticatedException failure)
        {
            return SendFailures.OfReply(route.Server, failure, SmtpStatusCode.AuthenticationRequired);
        }
        catch (Exception failure) when (client.MessageFailure != failure)
        {
            if (client.MayBeTaken) throw Unknown(route, envelope, Describe(failure, cancellationToken), failure);
            cancellationToken.ThrowIfCancellationRequested();
            if (!ConnectFailures.IsForeign(failure)) throw;
            return SendFailures.OfConnection(route.Server, failure, client.Handed > 0);
        }
    }

    private static SendOutcome Judge(
        SubmissionClient client, SendRoute route, MessageEnvelope envelope, SmtpCommandException reply, SmtpStatusCode status)
    {
        var code = (int)status;
        var isFinal = reply.ErrorCode == SmtpErrorCode.MessageNotAccepted && client.MayBeTaken;

        // MailKit wants 250; any 2xx says that the message was taken (RFC 5321 section 4.2.1).
        if (isFinal && code is >= 200 and < 300) return SendOutcome.Taken(reply.Message);
        if (isFinal && code is < 400 or >= 600)
        {
            throw Unknown(route, envelope, $"The reply was {code}, which says neither that it was taken nor that it was not.", reply);
        }
        return SendFailures.OfReply(route.Server, reply, status);
    }

    private static MailDeliveryUnknownException Unknown(SendRoute route, MessageEnvelope envelope, string what, Exception failure) =>
        new(
            envelope.MessageId, route.Server,
            $"The whole message <{envelope.MessageId}> went out to {route.Server}, and then no reply came. {what}", failure);

    private static string Describe(Exception failure, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return "The wait for it was cancelled.";
        return failure is TimeoutException or OperationCanceledException
            ? "The server was silent."
            : ForeignText.Clean(failure.Message, 500);
    }
}
