using OAuthMail.ConnectionTest.Wire;
using OAuthMail.Errors.Recognition;
using OAuthMail.Networking;

namespace OAuthMail.ConnectionTest;

/// <summary>Sends an SMTP envelope, and then resets it or sends a message.</summary>
internal sealed class SmtpMailboxStep(ConnectionTestContext context, SmtpProbe probe) : MailboxStep(context)
{
    private readonly byte[]? _message = context.Options.MessageToSend is { } message ? SmtpMessage.NormalizeLineEnds(message) : null;

    public override ConnectionStepKind? Transfer => _message is null ? null : ConnectionStepKind.HandOver;

    public override async Task OpenAsync(StepResult result, CancellationToken cancellationToken)
    {
        var sender = Context.Account.Address;
        var recipient = Context.Options.Recipient ?? sender;
        var parameters = "";
        if (_message is not null && probe.SizeLimit is { } limit)
        {
            if (_message.Length > limit)
            {
                throw new WireException(
                    Problems.MessageTooLarge, $"The message has {_message.Length} octets; the server accepts at most {limit}.");
            }
            parameters += $" SIZE={_message.Length}";
        }

        if (_message is not null && probe.Offers("8BITMIME") && SmtpMessage.Has8BitOctets(_message)) parameters += " BODY=8BITMIME";
        if (!WireText.IsAscii(sender) || !WireText.IsAscii(recipient))
        {
            if (!probe.Offers("SMTPUTF8"))
            {
                throw new WireException(
                    Problems.AddressNotSupported,
                    $"The server does not offer SMTPUTF8, which the addresses '{sender}' and '{recipient}' require.");
            }
            parameters += " SMTPUTF8";
        }

        Require(
            await probe.SendCommandAsync($"MAIL FROM:<{sender}>{parameters}", cancellationToken).ConfigureAwait(false), result,
            ReplyStep.Sender);
        Require(
            await probe.SendCommandAsync($"RCPT TO:<{recipient}>", cancellationToken).ConfigureAwait(false), result,
            ReplyStep.Recipient);
        result.Detail = $"from {sender} to {recipient}";
        if (_message is null) Require(await probe.SendCommandAsync("RSET", cancellationToken).ConfigureAwait(false), result);
    }

    public override async Task TransferAsync(StepResult result, CancellationToken cancellationToken)
    {
        Require(
            await probe.SendCommandAsync("DATA", cancellationToken).ConfigureAwait(false), result, ReplyStep.Content,
            ReplyStatus.Continue);
        var reply = await probe.SendDataAsync(SmtpMessage.EncodeForData(_message!), cancellationToken).ConfigureAwait(false);
        Require(reply, result, ReplyStep.Content);
        result.Detail = $"{_message!.Length} octets";
    }
}
