using System.Globalization;
using System.Text;
using MailKit.Net.Pop3;
using MimeKit;
using OAuthMail.MailKit.Authentication;

namespace OAuthMail.MailKit.Watching;

/// <summary>
/// The list of a mailbox with UIDL. One line that MailKit can't parse must not hide the messages of the others, and a list that ends early
/// must not hide the rest.
/// </summary>
internal sealed class Pop3Listing
{
    /// <summary>The number of messages for which UIDL is sent separately in one session.</summary>
    private const int MaximumSeparate = 1000;

    /// <summary>The number of rejections in one session after which it isn't sent any more.</summary>
    private const int MaximumRejections = 10;

    private static readonly HeaderId[] Identity =
        [HeaderId.MessageId, HeaderId.Date, HeaderId.From, HeaderId.To, HeaderId.Subject, HeaderId.Received];

    private readonly Pop3Client _client;
    private readonly CommandRunner _commands;
    private readonly SortedDictionary<int, string> _uidls = [];
    private readonly SortedDictionary<int, string> _damaged = [];

    private Pop3Listing(Pop3Client client, CommandRunner commands)
    {
        _client = client;
        _commands = commands;
    }

    /// <summary>Gets the messages in the server's order.</summary>
    public List<Pop3ListedMessage> Messages { get; } = [];

    /// <summary>Gets a value that indicates whether the list has fewer messages than the server counts.</summary>
    public bool IsIncomplete { get; private set; }

    public static async Task<Pop3Listing> ReadAsync(Pop3Client client, CommandRunner commands, CancellationToken cancellationToken)
    {
        var listing = new Pop3Listing(client, commands);
        if (client.Count > 0 || (client.Capabilities & Pop3Capabilities.UIDL) == 0)
        {
            await listing.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        return listing;
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            Add(await ListAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (MailServerException failure) when (failure.Problem == Problems.ServerReplyInvalid && _client.IsConnected)
        {
            await ReadLinesAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_uidls.Count > 0 && _uidls.Keys.Last() >= _client.Count)
        {
            // A message may have arrived after the login.
            await _commands.RunAsync(
                "Counting the messages", token => _client.GetMessageCountAsync(token), cancellationToken).ConfigureAwait(false);
        }
        await ReadMissingAsync(cancellationToken).ConfigureAwait(false);
        await CreateMessagesAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Add(IList<string> uidls)
    {
        for (var i = 0; i < uidls.Count; i++) _uidls[i] = uidls[i];
    }

    private Task<IList<string>> ListAsync(CancellationToken cancellationToken) =>
        _commands.RunAsync("Listing the messages", token => _client.GetMessageUidsAsync(token), cancellationToken);

    /// <summary>Repeats the command, and reads its lines without MailKit.</summary>
    private async Task ReadLinesAsync(CancellationToken cancellationToken)
    {
        if (MailServices.GetLogger(_client) is not { } logger) return;
        logger.BeginListing();
        try
        {
            await ListAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (MailServerException failure) when (failure.Problem == Problems.ServerReplyInvalid && _client.IsConnected)
        {
            // The lines are read below.
        }
        finally
        {
            foreach (var line in logger.EndListing().SkipWhile(line => !line.StartsWith("+OK", StringComparison.Ordinal)).Skip(1)
                .TakeWhile(line => line != "."))
            {
                ReadLine(line);
            }
        }
    }

    private void ReadLine(string line)
    {
        var words = line.Split([' '], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || !int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return;
        if (number < 1 || _uidls.ContainsKey(number - 1)) return;
        if (words.Length > 1) _uidls[number - 1] = words[1];
        else _damaged[number - 1] = line;
    }

    /// <summary>Asks for the messages that the server counts and that the list doesn't contain.</summary>
    private async Task ReadMissingAsync(CancellationToken cancellationToken)
    {
        var missing = Enumerable.Range(0, _client.Count).Where(index => !_uidls.ContainsKey(index)).ToList();
        var rejections = 0;
        foreach (var index in missing.Take(MaximumSeparate).TakeWhile(_ => rejections < MaximumRejections))
        {
            try
            {
                _uidls[index] = await _commands.RunAsync(
                    "Listing the message", token => _client.GetMessageUidAsync(index, token), cancellationToken).ConfigureAwait(false);
                _damaged.Remove(index);
            }
            catch (MailServerException failure) when (_client.IsConnected)
            {
                // A rejection means that the message is gone. An invalid reply means that it has no unique ID.
                rejections++;
                if (failure.Problem == Problems.ServerReplyInvalid && !_damaged.ContainsKey(index)) _damaged[index] = failure.Detail;
            }
        }
        IsIncomplete = Enumerable.Range(0, _client.Count).Any(index => !_uidls.ContainsKey(index) && !_damaged.ContainsKey(index));
    }

    private async Task CreateMessagesAsync(CancellationToken cancellationToken)
    {
        // MailKit can't access messages that UIDL lists but STAT doesn't count. The next session delivers them.
        for (var index = 0; index < _client.Count; index++)
        {
            if (_uidls.TryGetValue(index, out var uidl))
            {
                Messages.Add(new Pop3ListedMessage(index, uidl, UidlKey.Of(uidl), null));
            }
            else if (_damaged.TryGetValue(index, out var line))
            {
                var key = UidlKey.OfContent(await IdentifyAsync(index, cancellationToken).ConfigureAwait(false));
                Messages.Add(new Pop3ListedMessage(index, "", key, CreateFailure(index, line)));
            }
        }
    }

    /// <summary>Returns what distinguishes a message without a unique ID from others: its headers, or else its size.</summary>
    private async Task<string> IdentifyAsync(int index, CancellationToken cancellationToken)
    {
        try
        {
            var headers = await _commands.TransferAsync("Fetching the message", async token =>
            {
                if ((_client.Capabilities & Pop3Capabilities.Top) != 0)
                {
                    return await _client.GetMessageHeadersAsync(index, token).ConfigureAwait(false);
                }
                using var message = await _client.GetMessageAsync(index, token).ConfigureAwait(false);
                return message.Headers;
            }, cancellationToken).ConfigureAwait(false);
            var text = new StringBuilder();
            foreach (var header in headers.Where(header => Identity.Contains(header.Id)))
            {
                text.Append(header.Id).Append(header.Value).Append('\n');
            }
            if (text.Length > 0) return text.ToString();
        }
        catch (MailServerException) when (_client.IsConnected)
        {
            // The size is used instead.
        }

        try
        {
            var size = await _commands.RunAsync(
                "Listing the size", token => _client.GetMessageSizeAsync(index, token), cancellationToken).ConfigureAwait(false);
            return "size " + size.ToString(CultureInfo.InvariantCulture);
        }
        catch (MailServerException) when (_client.IsConnected)
        {
            return "number " + (index + 1).ToString(CultureInfo.InvariantCulture);
        }
    }

    private MailServerException CreateFailure(int index, string line)
    {
        var words = LoginRedactor.Clean(line, _commands.Redactor);
        return new MailServerException(
            Problems.ServerReplyInvalid, MailProtocol.Pop3, _commands.Account.GetEndpoint(MailProtocol.Pop3),
            $"The server lists message {index + 1} of '{_commands.Account.Name}' without a unique ID: {words}")
        {
            ServerWords = [words],
        };
    }
}
