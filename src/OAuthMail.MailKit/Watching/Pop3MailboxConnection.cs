using MailKit.Net.Pop3;
using MimeKit;
using OAuthMail.MailKit.Authentication;

namespace OAuthMail.MailKit.Watching;

/// <summary>
/// One POP3 connection with the list of the messages in the mailbox. All failures are thrown as exceptions with a problem of the catalogue.
/// </summary>
internal sealed class Pop3MailboxConnection : IAsyncDisposable
{
    private const string FetchingMessage = "Fetching the message";

    private readonly MailLease<Pop3Client> _lease;
    private readonly CommandRunner _commands;
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly HashSet<string> _copies = new(StringComparer.Ordinal);
    private IList<int>? _sizes;

    private Pop3MailboxConnection(MailLease<Pop3Client> lease, CommandRunner commands, Pop3Listing listing, bool listsSizes)
    {
        _lease = lease;
        if (!listsSizes) _sizes = [];
        _commands = commands;
        IsIncomplete = listing.IsIncomplete;
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var message in listing.Messages)
        {
            var first = message.Key;
            counts[first] = counts.TryGetValue(first, out var count) ? count + 1 : 1;

            // Copies of a message may have the same UIDL (RFC 1939 section 7). A faulty server also gives it to different messages.
            var key = UidlKey.OfCopy(first, counts[first]);
            _index[key] = message.Index;
            Messages.Add(message with { Key = key });
            if (counts[first] == 1) continue;
            _copies.Add(first);
            _copies.Add(key);
        }
    }

    /// <summary>Gets the messages in the server's order.</summary>
    public List<Pop3ListedMessage> Messages { get; } = [];

    /// <summary>Gets a value that indicates whether the list has fewer messages than the server counts.</summary>
    public bool IsIncomplete { get; }

    /// <summary>Gets the token of the login, or <see langword="null"/> if it isn't known.</summary>
    public AccessToken? Token => _lease.Token;

    public bool IsConnected => _lease.Client.IsConnected;

    /// <summary>
    /// Gets the minimum time between two logins that the server announces (LOGIN-DELAY). It is limited to one day, because a timer can't
    /// wait for any number of seconds.
    /// </summary>
    public TimeSpan LoginDelay => TimeSpan.FromSeconds(Math.Min(Math.Max(0, _lease.Client.LoginDelay), 86_400));

    /// <summary>Gets the time stamp of the login.</summary>
    public long LoggedInAt { get; private init; }

    /// <summary>Gets a value that indicates whether the session was lost while the server listed the sizes.</summary>
    public bool WasLostByListingSizes { get; private set; }

    /// <param name="commands">Runs the commands.</param>
    /// <param name="factory">Connects and logs in.</param>
    /// <param name="listsSizes">Whether LIST is sent. Without it, all sizes are 0.</param>
    /// <param name="cancellationToken">Cancels the login and the commands.</param>
    public static async Task<Pop3MailboxConnection> OpenAsync(
        CommandRunner commands, IMailClientFactory factory, bool listsSizes, CancellationToken cancellationToken)
    {
        var lease = await factory.ConnectPop3Async(commands.Account, cancellationToken).ConfigureAwait(false);
        var loggedInAt = commands.Clock.GetTimestamp();
        commands.Redactor = LoginRedactor.Of(lease.Client);
        try
        {
            var listing = await Pop3Listing.ReadAsync(lease.Client, commands, cancellationToken).ConfigureAwait(false);
            return new Pop3MailboxConnection(lease, commands, listing, listsSizes) { LoggedInAt = loggedInAt };
        }
        catch
        {
            await lease.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public bool Contains(string key) => _index.ContainsKey(key);

    /// <summary>
    /// Returns whether other messages have the same UIDL. The key then depends on the order in the list, and refers to another message
    /// when one of them was deleted.
    /// </summary>
    public bool HasCopies(string key) => _copies.Contains(key);

    /// <summary>Returns the keys of a message and of the messages after it that have the same UIDL.</summary>
    public IEnumerable<string> GetCopiesFrom(string key)
    {
        var first = Messages.Find(message => message.Key == key)!;
        return Messages.Where(message => message.Index >= first.Index && message.Uidl == first.Uidl && HasCopies(message.Key))
            .Select(message => message.Key);
    }

    public async Task<int> GetSizeAsync(string key, CancellationToken cancellationToken)
    {
        var sizes = await GetSizesAsync(cancellationToken).ConfigureAwait(false);
        return _index[key] < sizes.Count ? sizes[_index[key]] : 0;
    }

    /// <summary>Marks a message for deletion. QUIT deletes them (RFC 1939 section 6).</summary>
    public async Task<bool> DeleteAsync(string key, CancellationToken cancellationToken)
    {
        // The sizes are fetched first: the server no longer lists marked messages (RFC 1939 section 5), and MailKit rejects a list with
        // gaps.
        await GetSizesAsync(cancellationToken).ConfigureAwait(false);
        return await RunAsync("Deleting the message", key, async (client, index, token) =>
        {
            await client.DeleteMessageAsync(index, token).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Fetches the headers: with TOP if the server supports it, otherwise with the whole message.</summary>
    public Task<HeaderList> FetchHeadersAsync(string key, CancellationToken cancellationToken) =>
        (_lease.Client.Capabilities & Pop3Capabilities.Top) != 0
            ? RunAsync(
                FetchingMessage, key,
                (client, index, token) => ParseAsync(index, client.GetMessageHeadersAsync(index, token)), cancellationToken)
            : FetchAsync(key, message => message.Headers, cancellationToken);

    /// <summary>Fetches the whole message.</summary>
    public Task<MimeMessage> FetchMessageAsync(string key, CancellationToken cancellationToken) =>
        FetchAsync(key, message => message, cancellationToken);

    /// <summary>
    /// Returns whether the server delivers another message than one, or <see langword="null"/> if there is no other. With TOP, only its
    /// headers are fetched; otherwise the smallest message is.
    /// </summary>
    public async Task<bool?> CanReadAnotherAsync(string key, CancellationToken cancellationToken)
    {
        var others = Messages.Select(message => _index[message.Key]).Where(index => !_index.TryGetValue(key, out var own) || index != own)
            .OrderBy(index => index < _sizes?.Count ? _sizes[index] : 0).ThenByDescending(index => index).ToList();
        if (others.Count == 0) return null;
        try
        {
            return await _commands.TransferAsync(FetchingMessage, async token =>
            {
                try
                {
                    if ((_lease.Client.Capabilities & Pop3Capabilities.Top) != 0)
                    {
                        await _lease.Client.GetMessageHeadersAsync(others[0], token).ConfigureAwait(false);
                    }
                    else
                    {
                        using var message = await _lease.Client.GetMessageAsync(others[0], token).ConfigureAwait(false);
                    }
                }
                catch (Exception failure) when (WatchFailures.IsContentFailure(failure))
                {
                    // The server has delivered it.
                }
                return true;
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (MailServerException) when (IsConnected)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => _lease.DisposeAsync();

    private Task<T> FetchAsync<T>(string key, Func<MimeMessage, T> select, CancellationToken cancellationToken) =>
        _commands.TransferAsync(
            FetchingMessage,
            async token =>
            {
                var index = Find(key);
                return select(await ParseAsync(index, _lease.Client.GetMessageAsync(index, token)).ConfigureAwait(false));
            },
            cancellationToken);

    private async Task<T> ParseAsync<T>(int index, Task<T> fetching)
    {
        try
        {
            return await fetching.ConfigureAwait(false);
        }
        catch (Exception failure) when (WatchFailures.IsContentFailure(failure))
        {
            throw WatchFailures.Unparsable(
                _commands.Account, MailProtocol.Pop3, $"message {index + 1} in the mailbox of '{_commands.Account.Name}'", failure);
        }
    }

    private Task<T> RunAsync<T>(
        string step, string key, Func<Pop3Client, int, CancellationToken, Task<T>> action, CancellationToken cancellationToken) =>
        _commands.RunAsync(step, token => action(_lease.Client, Find(key), token), cancellationToken);

    /// <summary>Returns the sizes, or an empty list if the server rejects LIST, because sizes are only informative.</summary>
    private async Task<IList<int>> GetSizesAsync(CancellationToken cancellationToken)
    {
        if (_sizes is not null) return _sizes;
        try
        {
            return _sizes = await _commands.RunAsync(
                "Listing the sizes", token => _lease.Client.GetMessageSizesAsync(token), cancellationToken).ConfigureAwait(false);
        }
        catch (MailServerException) when (IsConnected)
        {
            return _sizes = [];
        }
        catch (MailServerException)
        {
            WasLostByListingSizes = true;
            throw;
        }
    }

    private int Find(string key) => _index.TryGetValue(key, out var index) ? index : throw new MailServerException(
        Problems.MessageGone, MailProtocol.Pop3, _commands.Account.GetEndpoint(MailProtocol.Pop3),
        $"The message no longer exists in the mailbox of '{_commands.Account.Name}'.");
}
