using OAuthMail.ConnectionTest.Wire;
using OAuthMail.Networking;

namespace OAuthMail.ConnectionTest;

/// <summary>SMTP: the envelope is tried, and then reset or filled.</summary>
internal sealed class SmtpWork(AttemptContext context, SmtpSession session) : MailboxWork(context)
{
    private readonly byte[]? _message = context.Options.MessageToSend is { } message ? SmtpMessage.MakeWhole(message) : null;

    public override ConnectionStepKind? Transfer => _message is null ? null : ConnectionStepKind.HandOver;

    public override async Task OpenAsync(StepNotes notes, CancellationToken cancellationToken)
    {
        var sender = Context.Account.Address;
        var recipient = Context.Options.Recipient ?? sender;
        var parameters = "";
        if (_message is not null && session.SizeLimit is { } limit)
        {
            if (_message.Length > limit)
            {
                throw new WireException(
                    Problems.MessageTooLarge, $"The message has {_message.Length} octets, and the server takes {limit}.");
            }
            parameters += $" SIZE={_message.Length}";
        }

        if (_message is not null && session.Offers("8BITMIME") && SmtpMessage.Has8BitOctets(_message)) parameters += " BODY=8BITMIME";
        if (!WireText.IsAscii(sender) || !WireText.IsAscii(recipient))
        {
            if (!session.Offers("SMTPUTF8"))
            {
                throw new WireException(Problems.AddressNotSupported, $"The addresses are '{sender}' and '{recipient}'.");
            }
            parameters += " SMTPUTF8";
        }

        Require(await session.AskAsync($"MAIL FROM:<{sender}>{parameters}", cancellationToken).ConfigureAwait(false), notes);
        Require(
            await session.AskAsync($"RCPT TO:<{recipient}>", cancellationToken).ConfigureAwait(false), notes,
            otherwise: Problems.RecipientRefused);
        notes.Detail = $"from {sender} to {recipient}";
        if (_message is null) Require(await session.AskAsync("RSET", cancellationToken).ConfigureAwait(false), notes);
    }

    public override async Task TransferAsync(StepNotes notes, CancellationToken cancellationToken)
    {
        Require(await session.AskAsync("DATA", cancellationToken).ConfigureAwait(false), notes, ReplyStatus.Continue);
        var reply = await session.SendDataAsync(SmtpMessage.Prepare(_message!), cancellationToken).ConfigureAwait(false);
        Require(reply, notes);
        notes.Detail = $"{_message!.Length} octets";
    }
}
