using System.Text;
using OAuthMail.ConnectionTest.Wire;
using OAuthMail.Networking;

namespace OAuthMail.ConnectionTest;

/// <summary>POP3: the messages are counted, and one looked for by its Message-ID, the newest first.</summary>
internal sealed class Pop3Work(AttemptContext context, Pop3Session session) : MailboxWork(context)
{
    private const int MostMessages = 200;
    private const int LargestHead = 256 * 1024;

    private int _count;

    public override ConnectionStepKind? Transfer => Context.Options.FetchMessageId is null ? null : ConnectionStepKind.Fetch;

    public override async Task OpenAsync(StepNotes notes, CancellationToken cancellationToken)
    {
        var reply = await session.AskAsync("STAT", cancellationToken).ConfigureAwait(false);
        Require(reply, notes);
        _count = Pop3Session.ReadCount(reply) ?? throw new WireException(
            Problems.ServerReplyInvalid, "The server does not say how many messages there are.", reply.Lines);
        notes.Detail = $"{_count} messages";
    }

    public override async Task TransferAsync(StepNotes notes, CancellationToken cancellationToken)
    {
        var id = Context.Options.FetchMessageId!;
        for (var number = _count; number > Math.Max(0, _count - MostMessages); number--)
        {
            if (session.OffersTop)
            {
                var (reply, head) = await session.RetrieveAsync($"TOP {number} 0", LargestHead, cancellationToken).ConfigureAwait(false);
                if (head is null) notes.Words.AddRange(reply.Lines);
                if (head is null || !HasId(head, id)) continue;
            }

            var (answer, message) = await session.RetrieveAsync(
                $"RETR {number}", Context.Options.FetchLimit, cancellationToken).ConfigureAwait(false);
            if (session.OffersTop || message is null) Require(answer, notes);
            if (message is null || !HasId(message, id)) continue;
            FetchedMessage = message;
            notes.Detail = $"{message.Length} octets";
            return;
        }

        throw new WireException(
            Problems.MessageNotFound, $"None of the newest {Math.Min(_count, MostMessages)} messages has the Message-ID {id}.",
            notes.Words.ToArray());
    }

    /// <summary>Looks for the field in the header; its value may be folded onto the next line (RFC 5322 section 2.2.3).</summary>
    internal static bool HasId(byte[] message, string id)
    {
        var length = Math.Min(message.Length, LargestHead);
        var text = Encoding.ASCII.GetString(message, 0, length).Replace("\r\n", "\n");
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        var head = (end < 0 ? text : text.Substring(0, end)).Replace("\n ", " ").Replace("\n\t", " ");
        const string name = "Message-ID:";
        return head.Split('\n').Any(
            field => field.StartsWith(name, StringComparison.OrdinalIgnoreCase) && field.Substring(name.Length).Trim() == id);
    }
}
