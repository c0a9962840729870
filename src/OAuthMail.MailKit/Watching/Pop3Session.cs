using MailKit.Net.Pop3;
using OAuthMail.Accounts;
using OAuthMail.Diagnosis;
using OAuthMail.MailKit.Connections;
using OAuthMail.Providers;
using OAuthMail.Replies;

namespace OAuthMail.MailKit.Watching;

/// <summary>One POP3 session, and what stands in the mailbox by its key. Every failure leaves it as an exception of ours.</summary>
internal sealed class Pop3Session : IAsyncDisposable
{
    private readonly MailLease<Pop3Client> _lease;
    private readonly MailAccount _account;
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly List<(string Key, int Index)> _copies = [];
    private IList<int>? _sizes;

    private Pop3Session(MailLease<Pop3Client> lease, MailAccount account, IList<string> uidls)
    {
        _lease = lease;
        _account = account;
        for (var i = 0; i < uidls.Count; i++)
        {
            var key = Pop3Key.Of(uidls[i]);
            if (_index.TryAdd(key, i)) Messages.Add((key, uidls[i]));

            // RFC 1939 section 7: identical copies of a message may have the same UIDL.
            else _copies.Add((key, i));
        }
    }

    /// <summary>The messages, in the server's order; of identical copies the first.</summary>
    public List<(string Key, string Uidl)> Messages { get; } = [];

    public bool IsConnected => _lease.Client.IsConnected;

    /// <summary>The least time between two logins that the server announces.</summary>
    public TimeSpan LoginDelay => TimeSpan.FromSeconds(Math.Max(0, _lease.Client.LoginDelay));

    public static async Task<Pop3Session> OpenAsync(MailAccount account, IMailClientFactory factory, CancellationToken cancellationToken)
    {
        var lease = await factory.ConnectPop3Async(account, cancellationToken).ConfigureAwait(false);
        try
        {
            var uidls = await WatchFailures.GuardAsync<IList<string>>(account, MailProtocol.Pop3, "Listing the messages", async () =>
                lease.Client.Count == 0 && (lease.Client.Capabilities & Pop3Capabilities.UIDL) != 0 ? [] : await lease.Client.GetMessageUidsAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            return new Pop3Session(lease, account, uidls);
        }
        catch
        {
            await lease.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public bool Has(string key) => _index.ContainsKey(key);

    public async Task<int> GetSizeAsync(string key, CancellationToken cancellationToken)
    {
        var sizes = await GetSizesAsync(cancellationToken).ConfigureAwait(false);
        return _index[key] < sizes.Count ? sizes[_index[key]] : 0;
    }

    /// <summary>Marks a message and its copies; the goodbye deletes them (RFC 1939 section 6).</summary>
    public Task<bool> DeleteAsync(string key, CancellationToken cancellationToken) => GuardAsync("Deleting the message", async () =>
    {
        // What is marked is not listed any more (RFC 1939 section 5), and MailKit takes a list with gaps for garbage.
        await GetSizesAsync(cancellationToken).ConfigureAwait(false);
        await _lease.Client.DeleteMessageAsync(Find(key), cancellationToken).ConfigureAwait(false);
        foreach (var copy in _copies)
        {
            if (copy.Key == key) await _lease.Client.DeleteMessageAsync(copy.Index, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }, cancellationToken);

    public Task<T> UseAsync<T>(string step, string key, Func<Pop3Client, int, Task<T>> action, CancellationToken cancellationToken) =>
        GuardAsync(step, () => action(_lease.Client, Find(key)), cancellationToken);

    public ValueTask DisposeAsync() => _lease.DisposeAsync();

    private async Task<IList<int>> GetSizesAsync(CancellationToken cancellationToken) =>
        _sizes ??= await GuardAsync("Listing the messages", () => _lease.Client.GetMessageSizesAsync(cancellationToken), cancellationToken).ConfigureAwait(false);

    private int Find(string key) => _index.TryGetValue(key, out var index) ? index : throw new MailServerException(
        Problems.MessageGone, MailProtocol.Pop3, _account.GetEndpoint(MailProtocol.Pop3), $"The message is not in the mailbox of '{_account.Name}' any more.");

    private Task<T> GuardAsync<T>(string step, Func<Task<T>> action, CancellationToken cancellationToken) =>
        WatchFailures.GuardAsync(_account, MailProtocol.Pop3, step, action, cancellationToken);
}
