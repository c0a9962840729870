namespace OAuthMail.Testing;

/// <summary>Represents a mailbox with its folders. All members are thread-safe.</summary>
public sealed class TestMailbox
{
    /// <summary>The name of the folder that receives mail. Case is ignored.</summary>
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
        foreach (var (name, use) in store.DefaultFolders) CreateFolder(name)!.SpecialUse = use;
    }

    /// <summary>Gets the address.</summary>
    public string Address { get; }

    /// <summary>Gets the further addresses of the same mailbox.</summary>
    public IReadOnlyList<string> Aliases { get; }

    /// <summary>Gets the folder that receives mail.</summary>
    public MailFolder Inbox { get; }

    /// <summary>Gets all folders, in the order of their names.</summary>
    public IReadOnlyList<MailFolder> Folders
    {
        get
        {
            lock (_gate) return [.. _folders.Values];
        }
    }

    /// <summary>
    /// Gets the subscribed names (RFC 3501 section 6.3.6). A folder with the name does not have to exist.
    /// </summary>
    public IReadOnlyList<string> Subscriptions
    {
        get
        {
            lock (_gate) return [.. _subscribed.Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Finds a folder.</summary>
    /// <param name="name">The full name. Levels are separated by <c>/</c>.</param>
    /// <returns>The folder, or <see langword="null"/> if it does not exist.</returns>
    public MailFolder? FindFolder(string name)
    {
        lock (_gate) return _folders.GetValueOrDefault(Canonical(name));
    }

    /// <summary>Creates a folder and its missing parent folders.</summary>
    /// <param name="name">The full name. Levels are separated by <c>/</c>.</param>
    /// <returns>The folder, or <see langword="null"/> if it already exists.</returns>
    /// <exception cref="ArgumentException">A level of the name is empty.</exception>
    public MailFolder? CreateFolder(string name)
    {
        name = Canonical(name);
        if (name.Split('/').Any(string.IsNullOrEmpty))
            throw new ArgumentException($"A level of the folder name '{name}' is empty.", nameof(name));
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

    /// <summary>
    /// Deletes a folder with its messages. If the folder has subfolders, its name remains and cannot hold messages (RFC
    /// 3501 section 6.3.4).
    /// </summary>
    /// <param name="name">The full name.</param>
    /// <returns>
    /// <see langword="true"/> if the folder was deleted; <see langword="false"/> if it does not exist, cannot hold
    /// messages, or is the INBOX.
    /// </returns>
    public bool DeleteFolder(string name)
    {
        name = Canonical(name);
        MailFolder? folder;
        lock (_gate)
        {
            if (name == InboxName || !_folders.TryGetValue(name, out folder) || !folder.IsSelectable) return false;
            if (!_folders.Keys.Any(k => IsBelow(k, name))) _folders.Remove(name);
        }

        folder.Delete();
        return true;
    }

    /// <summary>
    /// Renames a folder and its subfolders. Renaming the INBOX moves its messages to a new folder and keeps the INBOX
    /// (RFC 3501 section 6.3.5).
    /// </summary>
    /// <param name="from">The full name.</param>
    /// <param name="to">The new full name.</param>
    /// <returns>
    /// <see langword="true"/> if the folder was renamed; <see langword="false"/> if it does not exist or the new name
    /// is in use.
    /// </returns>
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

    /// <summary>Allows the owner of the mailbox to send from another address.</summary>
    /// <param name="address">The address.</param>
    public void AllowSendAs(string address)
    {
        lock (_gate) _sendAs.Add(address);
    }

    /// <summary>
    /// Returns whether the owner of the mailbox may send from an address: the address of the mailbox, an alias, or an
    /// allowed address.
    /// </summary>
    /// <param name="address">The address.</param>
    /// <returns>
    /// <see langword="true"/> if the address is allowed as sender; otherwise, <see langword="false"/>.
    /// </returns>
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

    internal MailboxStore Store => _store;

    internal void Raise(MailboxChangedEventArgs change) => _store.Raise(change);

    private static bool IsBelow(string name, string parent) => name.StartsWith(parent + "/", StringComparison.Ordinal);

    private MailFolder New(string name) => new(this, name, _uidValidity++, _time);

    private bool MoveInbox(string to)
    {
        if (CreateFolder(to) is not { } target) return false;
        foreach (var message in Inbox.Snapshot())
        {
            target.AddCopy(message);
            Inbox.Remove([message.Uid]);
        }

        return true;
    }
}
