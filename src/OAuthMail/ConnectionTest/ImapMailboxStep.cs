using System.Globalization;
using OAuthMail.ConnectionTest.Wire;
using OAuthMail.Networking;

namespace OAuthMail.ConnectionTest;

/// <summary>Opens an IMAP folder, and fetches a message by its Message-ID.</summary>
internal sealed class ImapMailboxStep(ConnectionTestContext context, ImapProbe probe) : MailboxStep(context)
{
    public override ConnectionStepKind? Transfer => Context.Options.FetchMessageId is null ? null : ConnectionStepKind.Fetch;

    public override async Task OpenAsync(StepResult result, CancellationToken cancellationToken)
    {
        var reply = await probe.SendCommandAsync(
            $"SELECT {ImapText.QuoteFolder(Context.Options.Folder)}", cancellationToken).ConfigureAwait(false);
        Require(reply, result);
        var exists = reply.Lines.Select(WireText.SplitWords)
            .LastOrDefault(words => words.Length == 3 && words[0] == "*" && words[2].Equals("EXISTS", StringComparison.OrdinalIgnoreCase));
        result.Detail = exists is null ? Context.Options.Folder : $"{Context.Options.Folder}, {exists[1]} messages";
    }

    public override async Task TransferAsync(StepResult result, CancellationToken cancellationToken)
    {
        var id = Context.Options.FetchMessageId!;
        var found = await probe.SendCommandAsync(
            $"UID SEARCH HEADER Message-ID {ImapText.Quote(id)}", cancellationToken).ConfigureAwait(false);
        Require(found, result);
        var uid = found.Lines.Where(line => line.StartsWith("* SEARCH", StringComparison.OrdinalIgnoreCase))
            .SelectMany(line => WireText.SplitWords(line).Skip(2)).LastOrDefault(IsNumber);
        if (uid is null)
        {
            throw new WireException(
                Problems.MessageNotFound, $"No message in {Context.Options.Folder} has the Message-ID {id}.", result.ServerWords.ToArray());
        }

        // PEEK does not mark the message as read.
        var (reply, literal) = await probe.SendCommandAsync(
            $"UID FETCH {uid} (BODY.PEEK[])", Context.Options.FetchLimit, cancellationToken).ConfigureAwait(false);
        Require(reply, result);
        FetchedMessage = literal ?? throw new WireException(
            Problems.MessageNotFound, "The message was deleted before it could be fetched.", reply.Lines);
        result.Detail = $"{literal.Length} octets";
    }

    private static bool IsNumber(string word) => uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
