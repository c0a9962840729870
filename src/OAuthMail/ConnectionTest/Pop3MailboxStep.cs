using System.Text;
using OAuthMail.ConnectionTest.Wire;
using OAuthMail.Networking;

namespace OAuthMail.ConnectionTest;

/// <summary>Counts the messages of a POP3 mailbox, and searches for a message by its Message-ID, starting with the newest.</summary>
internal sealed class Pop3MailboxStep(ConnectionTestContext context, Pop3Probe probe) : MailboxStep(context)
{
    private const int MaximumMessages = 200;
    private const int MaximumHeader = 256 * 1024;

    private int _count;

    public override ConnectionStepKind? Transfer => Context.Options.FetchMessageId is null ? null : ConnectionStepKind.Fetch;

    public override async Task OpenAsync(StepResult result, CancellationToken cancellationToken)
    {
        var reply = await probe.SendCommandAsync("STAT", cancellationToken).ConfigureAwait(false);
        Require(reply, result);
        _count = Pop3Probe.ReadCount(reply) ?? throw new WireException(
            Problems.ServerReplyInvalid, "The reply to STAT contains no number of messages.", reply.Lines);
        result.Detail = $"{_count} messages";
    }

    public override async Task TransferAsync(StepResult result, CancellationToken cancellationToken)
    {
        var id = Context.Options.FetchMessageId!;
        for (var number = _count; number > Math.Max(0, _count - MaximumMessages); number--)
        {
            if (probe.OffersTop)
            {
                var (reply, head) = await probe.RetrieveAsync($"TOP {number} 0", MaximumHeader, cancellationToken).ConfigureAwait(false);
                if (head is null) result.ServerWords.AddRange(reply.Lines);
                if (head is null || !HasMessageId(head, id)) continue;
            }

            var (answer, message) = await probe.RetrieveAsync(
                $"RETR {number}", Context.Options.FetchLimit, cancellationToken).ConfigureAwait(false);
            if (probe.OffersTop || message is null) Require(answer, result);
            if (message is null || !HasMessageId(message, id)) continue;
            FetchedMessage = message;
            result.Detail = $"{message.Length} octets";
            return;
        }

        throw new WireException(
            Problems.MessageNotFound, $"None of the newest {Math.Min(_count, MaximumMessages)} messages has the Message-ID {id}.",
            result.ServerWords.ToArray());
    }

    /// <summary>
    /// Returns whether the header contains the Message-ID. Its value can be folded onto the next line (RFC 5322 section 2.2.3).
    /// </summary>
    internal static bool HasMessageId(byte[] message, string id)
    {
        var length = Math.Min(message.Length, MaximumHeader);
        var text = Encoding.ASCII.GetString(message, 0, length).Replace("\r\n", "\n");
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        var head = (end < 0 ? text : text.Substring(0, end)).Replace("\n ", " ").Replace("\n\t", " ");
        const string name = "Message-ID:";
        return head.Split('\n').Any(
            field => field.StartsWith(name, StringComparison.OrdinalIgnoreCase) && field.Substring(name.Length).Trim() == id);
    }
}
