using System.Globalization;
using OAuthMail.ConnectionTest.Wire;
using OAuthMail.Networking;

namespace OAuthMail.ConnectionTest;

/// <summary>IMAP: the folder is opened, and a message looked for by its Message-ID.</summary>
internal sealed class ImapWork(AttemptContext context, ImapSession session) : MailboxWork(context)
{
    public override ConnectionStepKind? Transfer => Context.Options.FetchMessageId is null ? null : ConnectionStepKind.Fetch;

    public override async Task OpenAsync(StepNotes notes, CancellationToken cancellationToken)
    {
        var reply = await session.AskAsync(
            $"SELECT {ImapText.QuoteFolder(Context.Options.Folder)}", cancellationToken).ConfigureAwait(false);
        Require(reply, notes);
        var exists = reply.Lines.Select(WireText.Words)
            .LastOrDefault(words => words.Length == 3 && words[0] == "*" && words[2].Equals("EXISTS", StringComparison.OrdinalIgnoreCase));
        notes.Detail = exists is null ? Context.Options.Folder : $"{Context.Options.Folder}, {exists[1]} messages";
    }

    public override async Task TransferAsync(StepNotes notes, CancellationToken cancellationToken)
    {
        var id = Context.Options.FetchMessageId!;
        var found = await session.AskAsync($"UID SEARCH HEADER Message-ID {ImapText.Quote(id)}", cancellationToken).ConfigureAwait(false);
        Require(found, notes);
        var uid = found.Lines.Where(line => line.StartsWith("* SEARCH", StringComparison.OrdinalIgnoreCase))
            .SelectMany(line => WireText.Words(line).Skip(2)).LastOrDefault(IsNumber);
        if (uid is null)
        {
            throw new WireException(
                Problems.MessageNotFound, $"No message in {Context.Options.Folder} has the Message-ID {id}.", notes.Words.ToArray());
        }

        // PEEK leaves the message unread.
        var (reply, literal) = await session.AskAsync(
            $"UID FETCH {uid} (BODY.PEEK[])", Context.Options.FetchLimit, cancellationToken).ConfigureAwait(false);
        Require(reply, notes);
        FetchedMessage = literal ?? throw new WireException(
            Problems.MessageNotFound, "The message disappeared while it was being fetched.", reply.Lines);
        notes.Detail = $"{literal.Length} octets";
    }

    private static bool IsNumber(string word) => uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
