namespace OAuthMail.MailKit.Watching;

/// <summary>
/// The messages that a POP3 watch has delivered, and which of them are to be deleted. A message that isn't listed is forgotten when a
/// second session doesn't list it either, because a server may leave messages out of the list of one session.
/// </summary>
internal sealed class Pop3Progress
{
    private readonly Dictionary<string, Pop3MessageState> _messages = new(StringComparer.Ordinal);

    // The messages whose words aren't in the text yet, in order.
    private readonly List<string> _changed = [];

    // Null if the text must be built anew.
    private Pop3PositionText? _text;

    public Pop3Progress(IEnumerable<KeyValuePair<string, Pop3MessageState>> messages)
    {
        foreach (var one in messages) _messages[one.Key] = one.Value;
    }

    /// <summary>Gets the messages to be deleted.</summary>
    public IEnumerable<string> ToDelete => _messages.Where(one => (one.Value & Pop3MessageState.Deleted) != 0).Select(one => one.Key);

    public bool IsDelivered(string key) => _messages.ContainsKey(key);

    public bool IsToDelete(string key) => _messages.TryGetValue(key, out var state) && (state & Pop3MessageState.Deleted) != 0;

    public void Deliver(string key) => Set(key, Pop3MessageState.Delivered);

    /// <summary>Records that a message is to be deleted.</summary>
    /// <returns><see langword="false"/> if it is recorded already.</returns>
    public bool Delete(string key)
    {
        if (IsToDelete(key)) return false;
        Set(key, Pop3MessageState.Deleted);
        return true;
    }

    public void KeepInstead(string key) => Set(key, Pop3MessageState.Delivered);

    public void Forget(IEnumerable<string> keys)
    {
        foreach (var key in keys)
        {
            if (_messages.Remove(key)) _text = null;
        }
    }

    /// <summary>Compares the messages with those that a session lists.</summary>
    /// <param name="connection">The session.</param>
    /// <param name="committed">The messages that the last session has deleted.</param>
    public void OnListed(Pop3MailboxConnection connection, ICollection<string> committed)
    {
        // An empty list may be a fault of the server, as is one with fewer messages than it counts.
        if (connection.Messages.Count == 0 || connection.IsIncomplete) return;
        foreach (var one in _messages.ToList())
        {
            var isListed = connection.Contains(one.Key);
            var isDeleted = (one.Value & Pop3MessageState.Deleted) != 0;
            var isAbsent = (one.Value & Pop3MessageState.Absent) != 0;

            // With another message of the same UIDL, it is unknown which one is left, so it is delivered again.
            var isForgotten = isListed
                ? isDeleted && connection.HasCopies(one.Key)
                : isAbsent || (isDeleted && committed.Contains(one.Key));
            if (isForgotten) Forget([one.Key]);
            else if (isListed && isAbsent) Set(one.Key, one.Value & ~Pop3MessageState.Absent);
            else if (!isListed && !isAbsent) Set(one.Key, one.Value | Pop3MessageState.Absent);
        }
    }

    /// <summary>Returns the position. It costs only what has changed since the last call.</summary>
    public Pop3Position GetPosition()
    {
        if (_text is not { } text)
        {
            text = Pop3Position.Write(_messages);
        }
        else
        {
            foreach (var key in _changed.Distinct())
            {
                if (_messages.TryGetValue(key, out var state)) text = text.Append(Pop3Position.GetWord(key, state));
            }
        }
        _changed.Clear();
        _text = text;
        return new Pop3Position(text);
    }

    private void Set(string key, Pop3MessageState state)
    {
        _messages[key] = state;
        _changed.Add(key);
    }
}
