using System.Collections.Concurrent;
using OAuthMail.Testing.Mailboxes;

namespace OAuthMail.Testing;

/// <summary>
/// Stores the mailboxes that the SMTP, IMAP and POP3 servers of a test share. All members are thread-safe.
/// </summary>
public sealed class MailboxStore
{
    private readonly ConcurrentDictionary<string, TestMailbox> _byAddress = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _adding = new();
    private const string Postmaster = "postmaster";

    private readonly TimeProvider _time;
    private long _queued;

    // Gmail's identifiers have 19 digits.
    private long _identity = 1_800_000_000_000_000_000;

    /// <summary>Initializes an empty store.</summary>
    /// <param name="time">
    /// The clock that provides the dates of messages. The default is <see cref="TimeProvider.System"/>.
    /// </param>
    public MailboxStore(TimeProvider? time = null)
        : this(time ?? TimeProvider.System, [("Sent", "\\Sent"), ("Trash", "\\Trash")])
    {
    }

    internal MailboxStore(TimeProvider time, IReadOnlyList<(string Name, string? SpecialUse)> folders) =>
        (_time, DefaultFolders) = (time, folders);

    /// <summary>Occurs after each change in any mailbox, on the thread that made the change.</summary>
    public event EventHandler<MailboxChangedEventArgs>? Changed;

    /// <summary>
    /// Gets or sets the mailbox that receives messages for all recipients without a mailbox of their own, or
    /// <see langword="null"/> if SMTP rejects such recipients. <see cref="StoredMessage.EnvelopeRecipients"/> are the
    /// addresses that the client specified.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public TestMailbox? CatchAll { get; set; }

    /// <summary>Gets the folders that each new mailbox has in addition to its INBOX.</summary>
    internal IReadOnlyList<(string Name, string? SpecialUse)> DefaultFolders { get; }

    /// <summary>Gets all mailboxes, in the order of their addresses.</summary>
    public IReadOnlyList<TestMailbox> Mailboxes =>
        [.. _byAddress.Values.Distinct().OrderBy(m => m.Address, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Adds a mailbox with an empty INBOX, and with folders for sent and deleted messages.</summary>
    /// <param name="address">The address. Case is ignored.</param>
    /// <param name="aliases">
    /// Further addresses that the mailbox receives mail for and that its owner may send from.
    /// </param>
    /// <returns>The mailbox.</returns>
    /// <exception cref="ArgumentException">An address is not valid or already in use.</exception>
    public TestMailbox AddMailbox(string address, params string[] aliases)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        ArgumentNullException.ThrowIfNull(aliases);
        var names = aliases.Prepend(address).ToArray();
        if (Array.Find(names, name => !MailboxAddress.IsValid(name)) is { } invalid)
            throw new ArgumentException($"'{invalid}' isn't a valid address. An example is alice@contoso.test.", nameof(address));
        var mailbox = new TestMailbox(address, aliases, _time, this);
        lock (_adding)
        {
            if (Array.Find(names, _byAddress.ContainsKey) is { } taken)
                throw new ArgumentException($"The address '{taken}' already has a mailbox.", nameof(address));
            foreach (var name in names) _byAddress[name] = mailbox;
        }

        return mailbox;
    }

    /// <summary>Finds a mailbox.</summary>
    /// <param name="address">The address or an alias.</param>
    /// <returns>The mailbox, or <see langword="null"/> if no mailbox has the address.</returns>
    public TestMailbox? Find(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return _byAddress.GetValueOrDefault(address);
    }

    /// <summary>Adds a message to the INBOX of a mailbox, as if it had been received over SMTP.</summary>
    /// <param name="address">The recipient: an address or an alias.</param>
    /// <param name="message">The message, without dot-stuffing. Lines that end with LF alone are stored with CR LF.</param>
    /// <returns>The stored message.</returns>
    /// <exception cref="ArgumentException">No mailbox has the address.</exception>
    public StoredMessage Deliver(string address, ReadOnlyMemory<byte> message)
    {
        return Require(address).Inbox.Append(message);
    }

    /// <summary>Finds a mailbox that must exist.</summary>
    /// <exception cref="ArgumentException">No mailbox has the address.</exception>
    internal TestMailbox Require(string address)
    {
        if (Find(address) is { } mailbox) return mailbox;
        var existing = _byAddress.Keys.Order(StringComparer.OrdinalIgnoreCase).Take(20).ToArray();
        throw new ArgumentException(
            $"No mailbox has the address '{address}'. Add it with AddMailbox first. Existing mailboxes: "
                + (existing.Length == 0 ? "none" : string.Join(", ", existing)) + ".",
            nameof(address));
    }

    /// <summary>Returns an identity for a new message, which its copies keep.</summary>
    internal ulong NextIdentity() => (ulong)Interlocked.Increment(ref _identity);

    /// <summary>
    /// Returns the mailbox of mail for <c>Postmaster</c> without a domain, which every SMTP server accepts (RFC 5321
    /// section 4.5.1): the first one whose local part is <c>postmaster</c>, or else a new one with the address
    /// <c>postmaster</c>.
    /// </summary>
    internal TestMailbox FindPostmaster()
    {
        lock (_adding)
        {
            var address = _byAddress.Keys.Where(IsPostmaster).Order(StringComparer.OrdinalIgnoreCase).FirstOrDefault();
            return address is not null ? _byAddress[address] : _byAddress[Postmaster] = new TestMailbox(Postmaster, [], _time, this);
        }
    }

    /// <summary>Returns a number for an accepted message that no other message of these mailboxes has.</summary>
    internal long NextQueueNumber() => Interlocked.Increment(ref _queued);

    private static bool IsPostmaster(string address) =>
        address.Split('@')[0].Equals(Postmaster, StringComparison.OrdinalIgnoreCase);

    internal void Raise(MailboxChangedEventArgs change) => Changed?.Invoke(this, change);
}
