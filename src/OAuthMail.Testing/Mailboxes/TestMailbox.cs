namespace OAuthMail.Testing;

/// <summary>One mailbox with its folders. All members may be used from several threads.</summary>
public sealed class TestMailbox
{
    /// <summary>The name of the folder that mail is delivered to; recognised in any case.</summary>
    public const string InboxName = "INBOX";

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, MailFolder> _folders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _subscribed = new(StringComparer.Ordinal) { InboxName };
    private readonly HashSet<string> _sendAs = new(StringComparer.OrdinalIgnoreCase);
    private readonly TimeProvider _time;
    private readonly MailboxStore _store;
    private uint _uidValidity;

    internal TestMailbox(string address, IEnumerable<string> aliases, TimeProvider time, MailboxStore store)
    {
        Address = address;
        Aliases = [.. aliases];
        _time = time;
        _store = store;
        _uidValidity = (uint)time.GetUtcNow().ToUnixTimeSeconds();
        Inbox = CreateFolder(InboxName)!;
    }

    /// <summary>Its address.</summary>
    public string Address { get; }

    /// <summary>Further addresses that are the same mailbox.</summary>
    public IReadOnlyList<string> Aliases { get; }

    /// <summary>The folder that mail is delivered to.</summary>
    public MailFolder Inbox { get; }

    /// <summary>All folders, in the order of their names.</summary>
    public IReadOnlyList<MailFolder> Folders
    {
        get
        {
            lock (_gate) return [.. _folders.Values];
        }
    }

    /// <summary>The names that are subscribed to (RFC 3501 §6.3.6), whether or not a folder of that name exists.</summary>
    public IReadOnlyList<string> Subscriptions
    {
        get
        {
            lock (_gate) return [.. _subscribed.Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Looks a folder up.</summary>
    /// <param name="name">Its full name; levels are separated by <c>/</c>.</param>
    /// <returns>The folder, or null.</returns>
    public MailFolder? FindFolder(string name)
    {
        lock (_gate) return _folders.GetValueOrDefault(Canonical(name));
    }

    /// <summary>Makes a folder, and those above it that do not exist yet.</summary>
    /// <param name="name">Its full name; levels are separated by <c>/</c>.</param>
    /// <returns>The folder, or null if there is one already.</returns>
    /// <exception cref="ArgumentException">A level of the name is empty.</exception>
    public MailFolder? CreateFolder(string name)
    {
        name = Canonical(name);
        if (name.Split('/').Any(string.IsNullOrEmpty)) throw new ArgumentException("A level of the name is empty.", nameof(name));
        lock (_gate)
        {
            if (_folders.TryGetValue(name, out var existing) && existing.IsSelectable) return null;
            for (var slash = name.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = name.IndexOf('/', slash + 1))
            {
                var above = name[..slash];
                if (!_folders.ContainsKey(above)) _folders[above] = New(above);
            }

            return _folders[name] = New(name);
        }
    }

    /// <summary>Deletes a folder with its messages. If others are below it, its name stays, without messages (RFC 3501 §6.3.4).</summary>
    /// <param name="name">Its full name.</param>
    /// <returns>False if there is none of that name, or only others below it, or it is the INBOX.</returns>
    public bool DeleteFolder(string name)
    {
        name = Canonical(name);
        MailFolder? folder;
        lock (_gate)
        {
            if (name == InboxName || !_folders.TryGetValue(name, out folder) || !folder.IsSelectable) return false;
            folder.IsSelectable = false;
            if (!_folders.Keys.Any(k => IsBelow(k, name))) _folders.Remove(name);
        }

        folder.RemoveWhere(_ => true);
        return true;
    }

    /// <summary>Renames a folder and those below it. The INBOX gives up its messages to the new folder and stays (RFC 3501 §6.3.5).</summary>
    /// <param name="from">Its full name.</param>
    /// <param name="to">The name that it shall have.</param>
    /// <returns>False if there is none, or the new name is taken.</returns>
    public bool RenameFolder(string from, string to)
    {
        from = Canonical(from);
        to = Canonical(to);
        if (from == InboxName) return MoveInbox(to);

        lock (_gate)
        {
            if (!_folders.ContainsKey(from) || _folders.ContainsKey(to) || IsBelow(to, from)) return false;
            var moved = _folders.Values.Where(f => f.Name == from || IsBelow(f.Name, from)).ToArray();
            foreach (var folder in moved)
            {
                _folders.Remove(folder.Name);
                folder.Name = to + folder.Name[from.Length..];
                _folders[folder.Name] = folder;
            }

            return true;
        }
    }

    /// <summary>Lets the mailbox's owner send as a further address.</summary>
    /// <param name="address">The address.</param>
    public void AllowSendAs(string address)
    {
        lock (_gate) _sendAs.Add(address);
    }

    /// <summary>Tells whether the mailbox's owner may send as an address: its own, an alias, or one that was allowed.</summary>
    /// <param name="address">The address.</param>
    /// <returns>Whether it may be the sender.</returns>
    public bool MaySendAs(string address)
    {
        lock (_gate)
        {
            return _sendAs.Contains(address) || Aliases.Prepend(Address).Contains(address, StringComparer.OrdinalIgnoreCase);
        }
    }

    internal static string Canonical(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Equals(InboxName, StringComparison.OrdinalIgnoreCase) ? InboxName : name;
    }

    internal bool SetSubscribed(string name, bool subscribed)
    {
        lock (_gate) return subscribed ? _subscribed.Add(Canonical(name)) : _subscribed.Remove(Canonical(name));
    }

    internal uint NextUidValidity()
    {
        lock (_gate) return _uidValidity++;
    }

    internal void Raise(MailboxChangedEventArgs change) => _store.Raise(change);

    private static bool IsBelow(string name, string parent) => name.StartsWith(parent + "/", StringComparison.Ordinal);

    private MailFolder New(string name) => new(this, name, _uidValidity++, _time);

    private bool MoveInbox(string to)
    {
        if (CreateFolder(to) is not { } target) return false;
        foreach (var message in Inbox.Snapshot())
        {
            target.Append(message.Content, message.Flags, message.InternalDate);
            Inbox.Remove([message.Uid]);
        }

        return true;
    }
}
