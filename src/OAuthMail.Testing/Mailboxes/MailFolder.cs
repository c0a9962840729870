using OAuthMail.Testing.Mailboxes;

namespace OAuthMail.Testing;

/// <summary>Represents a folder of a mailbox. All members are thread-safe.</summary>
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
    private long _modSeq = 1;

    internal MailFolder(TestMailbox owner, string name, uint uidValidity, TimeProvider time)
    {
        _owner = owner;
        _time = time;
        Name = name;
        _uidValidity = uidValidity;
    }

    /// <summary>Occurs after each change, on the thread that made the change.</summary>
    public event EventHandler<MailboxChangedEventArgs>? Changed;

    /// <summary>Occurs after the unique identifiers were renumbered, or after the folder was deleted.</summary>
    internal event EventHandler? Invalidated;

    /// <summary>Gets the full name. Levels are separated by <c>/</c>.</summary>
    public string Name { get; internal set; }

    /// <summary>
    /// Gets the UIDVALIDITY value, which changes when the unique identifiers are renumbered (RFC 3501 section 2.3.1.1).
    /// </summary>
    public uint UidValidity
    {
        get
        {
            lock (_gate) return _uidValidity;
        }
    }

    /// <summary>
    /// Gets a value that indicates whether the folder can hold messages. A folder that was deleted while it had
    /// subfolders cannot.
    /// </summary>
    public bool IsSelectable { get; private set; } = true;

    /// <summary>Gets the unique identifier of the next message.</summary>
    public uint UidNext
    {
        get
        {
            lock (_gate) return _uidNext;
        }
    }

    /// <summary>
    /// Gets or sets the special use that LIST announces (RFC 6154), such as <c>\Sent</c>, <c>\Drafts</c>, <c>\Junk</c>,
    /// <c>\Trash</c>, <c>\Archive</c>, <c>\Flagged</c> or <c>\All</c>.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the folder has no special use.</value>
    public string? SpecialUse { get; set; }

    /// <summary>Gets a snapshot of the messages, in ascending order of their unique identifiers.</summary>
    public IReadOnlyList<StoredMessage> Messages => Snapshot();

    /// <summary>Adds a message to the folder.</summary>
    /// <param name="message">The message. Lines that end with LF alone are stored with CR LF.</param>
    /// <param name="flags">The flags. The default is none.</param>
    /// <param name="internalDate">The time at which the message was received. The default is now.</param>
    /// <returns>The stored message.</returns>
    public StoredMessage Append(ReadOnlyMemory<byte> message, IEnumerable<string>? flags = null, DateTimeOffset? internalDate = null)
    {
        // The flags may be a lazy query over another folder, which must not run inside the lock.
        string[]? given = flags is null ? null : [.. flags];
        var details = new MessageDetails { Identity = _owner.Store.NextIdentity() };
        return Add(new MessageContent(LineEnds.Normalize(message.Span)), given, internalDate ?? _time.GetUtcNow(), details);
    }

    /// <summary>Adds a copy of a message, which keeps its identity, flags and date.</summary>
    internal StoredMessage AddCopy(StoredMessage original) =>
        Add(original.Shared, original.Flags, original.InternalDate, original.Details);

    /// <summary>Adds a message that was received over SMTP.</summary>
    internal StoredMessage Receive(ReadOnlyMemory<byte> message, string sender, IReadOnlyList<string> recipients)
    {
        var details = new MessageDetails { Identity = _owner.Store.NextIdentity(), Sender = sender, Recipients = recipients };
        return Add(new MessageContent(LineEnds.Normalize(message.Span)), null, _time.GetUtcNow(), details);
    }

    /// <summary>Replaces the flags of a message.</summary>
    /// <param name="uid">The unique identifier of the message.</param>
    /// <param name="flags">The new flags.</param>
    /// <returns><see langword="true"/> if the message was found; otherwise, <see langword="false"/>.</returns>
    public bool SetFlags(uint uid, IEnumerable<string> flags)
    {
        ArgumentNullException.ThrowIfNull(flags);
        string[] wanted = [.. flags];
        return ChangeFlags(uid, _ => wanted) is not null;
    }

    /// <summary>Removes messages from the folder.</summary>
    /// <param name="uids">The unique identifiers. Identifiers without a message are ignored.</param>
    /// <returns>The number of messages removed.</returns>
    public int Remove(IEnumerable<uint> uids)
    {
        ArgumentNullException.ThrowIfNull(uids);
        var wanted = uids.ToHashSet();
        return RemoveWhere(m => wanted.Contains(m.Uid));
    }

    /// <summary>
    /// Renumbers the messages from 1 under a new UIDVALIDITY, as a server does after it was restored or after a folder
    /// was deleted and created again. IMAP connections that have selected the folder receive <c>* BYE</c> and are
    /// closed.
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
            {
                var old = _messages[i];
                _messages[i] = new StoredMessage(_uidNext++, old.Shared, old.Flags, old.InternalDate, old.Details);
            }
        }

        Invalidated?.Invoke(this, EventArgs.Empty);
    }

    /// <summary>Waits until the folder holds at least a number of messages.</summary>
    /// <param name="count">The number of messages.</param>
    /// <param name="timeout">The time-out. The default is 30 seconds.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The messages.</returns>
    /// <exception cref="TimeoutException">
    /// The messages did not arrive in time. The message of the exception lists what arrived instead, here and elsewhere.
    /// </exception>
    public async Task<IReadOnlyList<StoredMessage>> WaitForMessagesAsync(
        int count, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        var patience = timeout ?? TimeSpan.FromSeconds(30);
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(object? sender, MailboxChangedEventArgs change)
        {
            if (Snapshot().Length >= count) enough.TrySetResult();
        }

        Changed += Look;
        try
        {
            if (Snapshot().Length < count) await enough.Task.WaitAsync(patience, cancellationToken).ConfigureAwait(false);
            return Snapshot();
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException(ArrivalReport.Describe(this, _owner, count, patience), e);
        }
        finally
        {
            Changed -= Look;
        }
    }

    internal StoredMessage[] Snapshot() => Snapshot(out _, out _, out _);

    internal StoredMessage[] Snapshot(out uint uidNext, out uint uidValidity) => Snapshot(out uidNext, out uidValidity, out _);

    /// <summary>Returns the messages, with UIDNEXT, UIDVALIDITY and HIGHESTMODSEQ of the same moment.</summary>
    internal StoredMessage[] Snapshot(out uint uidNext, out uint uidValidity, out long highestModSeq)
    {
        lock (_gate)
        {
            highestModSeq = _modSeq;
            uidNext = _uidNext;
            uidValidity = _uidValidity;
            return _snapshot ??= [.. _messages];
        }
    }

    internal StoredMessage? ChangeFlags(uint uid, Func<IReadOnlySet<string>, IEnumerable<string>> change) =>
        Change(uid, message => message.With(change(message.Flags), message.Details));

    /// <summary>Changes flags or labels of a message.</summary>
    /// <param name="uid">The unique identifier.</param>
    /// <param name="change">
    /// Returns the changed message, or <see langword="null"/> to leave it as it is. It runs inside the lock of the folder.
    /// </param>
    /// <returns>
    /// The message after the change, or <see langword="null"/> if there is no such message or <paramref name="change"/>
    /// returned <see langword="null"/>.
    /// </returns>
    internal StoredMessage? Change(uint uid, Func<StoredMessage, StoredMessage?> change)
    {
        StoredMessage changed;
        lock (_gate)
        {
            var index = FindIndex(uid);
            if (index < 0 || change(_messages[index]) is not { } wanted) return null;
            var current = _messages[index];
            if (wanted.Flags.SetEquals(current.Flags) && wanted.Details.Labels.SetEquals(current.Details.Labels)) return current;
            changed = wanted.With(wanted.Flags, wanted.Details with { ModSeq = ++_modSeq });
            _messages[index] = changed;
            _snapshot = null;
        }

        Raise(MailboxChange.FlagsChanged, changed);
        return changed;
    }

    /// <summary>Removes the messages and makes the folder unable to hold new ones. Sessions that selected it are closed.</summary>
    internal void Delete()
    {
        IsSelectable = false;
        RemoveWhere(_ => true);
        Invalidated?.Invoke(this, EventArgs.Empty);
    }

    internal int RemoveWhere(Predicate<StoredMessage> match)
    {
        List<StoredMessage> removed;
        lock (_gate)
        {
            removed = _messages.FindAll(match);
            if (removed.Count == 0) return 0;
            _messages.RemoveAll(match);
            _modSeq++;
            _snapshot = null;
        }

        foreach (var message in removed) Raise(MailboxChange.Removed, message);
        return removed.Count;
    }

    /// <summary>Replaces the content of a draft, which keeps its identifier.</summary>
    internal void ReplaceContent(uint uid, ReadOnlyMemory<byte> content)
    {
        lock (_gate)
        {
            var index = FindIndex(uid);
            if (index < 0) return;
            var old = _messages[index];
            _messages[index] = new StoredMessage(
                old.Uid, new MessageContent(content), old.Flags, old.InternalDate, old.Details with { ModSeq = ++_modSeq });
            _snapshot = null;
        }
    }

    /// <summary>Returns the first unique identifier that is still recent.</summary>
    internal uint PeekRecent()
    {
        lock (_gate) return _recentFrom;
    }

    /// <summary>
    /// Returns the first unique identifier that is still recent, and marks the identifiers up to the given one as no
    /// longer recent. RFC 3501 section 2.3.2 allows only one session to see a message as <c>\Recent</c>.
    /// </summary>
    internal uint ClaimRecent(uint lastKnown)
    {
        lock (_gate)
        {
            var from = _recentFrom;
            _recentFrom = Math.Max(_recentFrom, lastKnown + 1);
            return from;
        }
    }

    private StoredMessage Add(
        MessageContent content, IEnumerable<string>? flags, DateTimeOffset internalDate, MessageDetails details)
    {
        StoredMessage stored;
        lock (_gate)
        {
            stored = new StoredMessage(_uidNext++, content, flags, internalDate, details with { ModSeq = ++_modSeq });
            _messages.Add(stored);
            _snapshot = null;
        }

        Raise(MailboxChange.Added, stored);
        return stored;
    }

    /// <summary>Finds a message. The messages are in ascending order of their identifiers.</summary>
    private int FindIndex(uint uid)
    {
        var (low, high) = (0, _messages.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_messages[middle].Uid == uid) return middle;
            if (_messages[middle].Uid < uid) low = middle + 1;
            else high = middle - 1;
        }

        return -1;
    }

    private void Raise(MailboxChange change, StoredMessage message)
    {
        var args = new MailboxChangedEventArgs(_owner, this, change, message);
        Changed?.Invoke(this, args);
        _owner.Raise(args);
    }
}
