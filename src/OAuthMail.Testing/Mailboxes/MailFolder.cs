namespace OAuthMail.Testing;

/// <summary>A folder of a mailbox. All members may be used from several threads.</summary>
public sealed class MailFolder
{
    private readonly Lock _gate = new();
    private readonly List<StoredMessage> _messages = [];
    private readonly TestMailbox _owner;
    private readonly TimeProvider _time;
    private StoredMessage[]? _snapshot = [];
    private uint _uidNext = 1;
    private uint _uidValidity;
    private uint _recentFrom = 1;

    internal MailFolder(TestMailbox owner, string name, uint uidValidity, TimeProvider time)
    {
        _owner = owner;
        _time = time;
        Name = name;
        _uidValidity = uidValidity;
    }

    /// <summary>Raised after each change, on the thread that made it.</summary>
    public event EventHandler<MailboxChangedEventArgs>? Changed;

    /// <summary>Raised after the unique identifiers have begun anew.</summary>
    internal event EventHandler? Renewed;

    /// <summary>Its full name; levels are separated by <c>/</c>.</summary>
    public string Name { get; internal set; }

    /// <summary>The number that changes when the unique identifiers begin anew (RFC 3501 §2.3.1.1).</summary>
    public uint UidValidity
    {
        get
        {
            lock (_gate) return _uidValidity;
        }
    }

    /// <summary>Whether it holds messages; a name that was deleted below which others remain does not.</summary>
    public bool IsSelectable { get; internal set; } = true;

    /// <summary>The unique identifier that the next message gets.</summary>
    public uint UidNext
    {
        get
        {
            lock (_gate) return _uidNext;
        }
    }

    /// <summary>The messages as they stand now, in ascending order of their unique identifiers.</summary>
    public IReadOnlyList<StoredMessage> Messages => Snapshot();

    /// <summary>Puts a message into the folder.</summary>
    /// <param name="message">The message as it stands on the wire: lines ended by CR LF.</param>
    /// <param name="flags">Its flags; none if nothing is given.</param>
    /// <param name="internalDate">When it was received; now if nothing is given.</param>
    /// <returns>The message as it was stored.</returns>
    public StoredMessage Append(ReadOnlyMemory<byte> message, IEnumerable<string>? flags = null, DateTimeOffset? internalDate = null)
    {
        // Flags may be a lazy query over another folder: not under the lock.
        string[]? given = flags is null ? null : [.. flags];
        byte[] content = message.ToArray();
        StoredMessage stored;
        lock (_gate)
        {
            stored = new StoredMessage(_uidNext++, content, given, internalDate ?? _time.GetUtcNow());
            _messages.Add(stored);
            _snapshot = null;
        }

        Raise(MailboxChange.Added, stored);
        return stored;
    }

    /// <summary>Sets a message's flags.</summary>
    /// <param name="uid">The message.</param>
    /// <param name="flags">All its flags from now on.</param>
    /// <returns>False if it is not here.</returns>
    public bool SetFlags(uint uid, IEnumerable<string> flags)
    {
        ArgumentNullException.ThrowIfNull(flags);
        string[] wanted = [.. flags];
        return ChangeFlags(uid, _ => wanted) is not null;
    }

    /// <summary>Takes messages out of the folder.</summary>
    /// <param name="uids">Their unique identifiers; those that are not here are passed over.</param>
    /// <returns>How many were removed.</returns>
    public int Remove(IEnumerable<uint> uids)
    {
        ArgumentNullException.ThrowIfNull(uids);
        var wanted = uids.ToHashSet();
        return RemoveWhere(m => wanted.Contains(m.Uid));
    }

    /// <summary>
    /// Lets the unique identifiers begin anew, under another UIDVALIDITY, as a server does that was restored or whose folder was deleted and made
    /// again. The messages stay, numbered from 1 in their order. IMAP connections that have the folder open are told <c>* BYE</c> and closed.
    /// </summary>
    public void RenewUids()
    {
        var uidValidity = _owner.NextUidValidity();
        lock (_gate)
        {
            _uidValidity = uidValidity;
            _uidNext = 1;
            _recentFrom = 1;
            _snapshot = null;
            for (var i = 0; i < _messages.Count; i++)
                _messages[i] = new StoredMessage(_uidNext++, _messages[i].Content, _messages[i].Flags, _messages[i].InternalDate);
        }

        Renewed?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Waits until the folder holds at least so many messages.</summary>
    /// <param name="count">How many.</param>
    /// <param name="timeout">How long to wait; 30 seconds if nothing is given.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The messages.</returns>
    /// <exception cref="TimeoutException">They did not come in time.</exception>
    public async Task<IReadOnlyList<StoredMessage>> WaitForMessagesAsync(
        int count, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(object? sender, MailboxChangedEventArgs change)
        {
            if (Snapshot().Length >= count) enough.TrySetResult();
        }

        Changed += Look;
        try
        {
            if (Snapshot().Length < count)
                await enough.Task.WaitAsync(timeout ?? TimeSpan.FromSeconds(30), cancellationToken).ConfigureAwait(false);
            return Snapshot();
        }
        finally
        {
            Changed -= Look;
        }
    }

    internal StoredMessage[] Snapshot() => Snapshot(out _, out _);

    /// <summary>The messages, with the numbers of the same moment.</summary>
    internal StoredMessage[] Snapshot(out uint uidNext, out uint uidValidity)
    {
        lock (_gate)
        {
            uidNext = _uidNext;
            uidValidity = _uidValidity;
            return _snapshot ??= [.. _messages];
        }
    }

    internal StoredMessage? ChangeFlags(uint uid, Func<IReadOnlySet<string>, IEnumerable<string>> change)
    {
        StoredMessage changed;
        lock (_gate)
        {
            var index = _messages.FindIndex(m => m.Uid == uid);
            if (index < 0) return null;
            changed = _messages[index].WithFlags(change(_messages[index].Flags));
            if (changed.Flags.SetEquals(_messages[index].Flags)) return _messages[index];
            _messages[index] = changed;
            _snapshot = null;
        }

        Raise(MailboxChange.FlagsChanged, changed);
        return changed;
    }

    internal int RemoveWhere(Predicate<StoredMessage> match)
    {
        List<StoredMessage> removed;
        lock (_gate)
        {
            removed = _messages.FindAll(match);
            if (removed.Count == 0) return 0;
            _messages.RemoveAll(match);
            _snapshot = null;
        }

        foreach (var message in removed) Raise(MailboxChange.Removed, message);
        return removed.Count;
    }

    /// <summary>The first identifier that no session has been told of as recent.</summary>
    internal uint PeekRecent()
    {
        lock (_gate) return _recentFrom;
    }

    /// <summary>The same, and the asking session takes them up to the last it knows: RFC 3501 §2.3.2 shows <c>\Recent</c> to one only.</summary>
    internal uint ClaimRecent(uint lastKnown)
    {
        lock (_gate)
        {
            var from = _recentFrom;
            _recentFrom = Math.Max(_recentFrom, lastKnown + 1);
            return from;
        }
    }

    private void Raise(MailboxChange change, StoredMessage message)
    {
        var args = new MailboxChangedEventArgs(_owner, this, change, message);
        Changed?.Invoke(this, args);
        _owner.Raise(args);
    }
}
