namespace OAuthMail.Graph.Sending;

/// <summary>The messages that were accepted lately. A copy of one in Sent Items does not prove that another one was accepted.</summary>
internal sealed class RecentMessages
{
    private const int Maximum = 10_000;

    private readonly Lock _sync = new();
    private readonly Queue<string> _order = new();
    private readonly Dictionary<string, DateTimeOffset> _times = new(StringComparer.Ordinal);

    public void Add(MailAccount account, string messageId, DateTimeOffset time)
    {
        var key = KeyOf(account, messageId);
        lock (_sync)
        {
            if (!_times.ContainsKey(key)) _order.Enqueue(key);
            _times[key] = time;
            if (_order.Count > Maximum) _times.Remove(_order.Dequeue());
        }
    }

    /// <summary>Returns whether a message with this Message-ID was accepted since a time.</summary>
    public bool Contains(MailAccount account, string messageId, DateTimeOffset since)
    {
        lock (_sync) return _times.TryGetValue(KeyOf(account, messageId), out var time) && time >= since;
    }

    private static string KeyOf(MailAccount account, string messageId) => $"{account.Address.ToUpperInvariant()} {messageId}";
}
