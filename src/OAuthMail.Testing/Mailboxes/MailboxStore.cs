using System.Collections.Concurrent;

namespace OAuthMail.Testing;

/// <summary>
/// The mailboxes that the SMTP, IMAP and POP3 servers of a test share: what one of them takes in, the others show. All members may be
/// used from several threads.
/// </summary>
public sealed class MailboxStore
{
    private readonly ConcurrentDictionary<string, TestMailbox> _byAddress = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _adding = new();
    private readonly TimeProvider _time;

    /// <summary>Makes an empty store.</summary>
    /// <param name="time">The clock that messages are dated by; the system's if nothing is given.</param>
    public MailboxStore(TimeProvider? time = null) => _time = time ?? TimeProvider.System;

    /// <summary>Raised after each change in any mailbox, on the thread that made it.</summary>
    public event EventHandler<MailboxChangedEventArgs>? Changed;

    /// <summary>All mailboxes, in the order of their addresses.</summary>
    public IReadOnlyList<TestMailbox> Mailboxes =>
        [.. _byAddress.Values.Distinct().OrderBy(m => m.Address, StringComparer.OrdinalIgnoreCase)];

    /// <summary>Adds a mailbox with an empty INBOX.</summary>
    /// <param name="address">Its address; compared without regard to case.</param>
    /// <param name="aliases">Further addresses whose mail it receives and that its owner may send as.</param>
    /// <returns>The mailbox.</returns>
    /// <exception cref="ArgumentException">An address is empty or already taken.</exception>
    public TestMailbox AddMailbox(string address, params string[] aliases)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        ArgumentNullException.ThrowIfNull(aliases);
        var mailbox = new TestMailbox(address, aliases, _time, this);
        lock (_adding)
        {
            var names = aliases.Prepend(address).ToArray();
            if (Array.Find(names, _byAddress.ContainsKey) is { } taken)
                throw new ArgumentException($"The address '{taken}' already has a mailbox.", nameof(address));
            foreach (var name in names) _byAddress[name] = mailbox;
        }

        return mailbox;
    }

    /// <summary>Looks a mailbox up.</summary>
    /// <param name="address">Its address or an alias of it.</param>
    /// <returns>The mailbox, or null.</returns>
    public TestMailbox? Find(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return _byAddress.GetValueOrDefault(address);
    }

    /// <summary>Puts a message into the INBOX of a mailbox, as if it had come in over SMTP.</summary>
    /// <param name="address">The recipient: an address or alias of the store.</param>
    /// <param name="message">The message as it stands on the wire: lines ended by CR LF, without dot-stuffing.</param>
    /// <returns>The message as it was stored.</returns>
    /// <exception cref="ArgumentException">Nobody here has this address.</exception>
    public StoredMessage Deliver(string address, ReadOnlyMemory<byte> message)
    {
        var mailbox = Find(address) ?? throw new ArgumentException($"No mailbox has the address '{address}'.", nameof(address));
        return mailbox.Inbox.Append(message);
    }

    internal void Raise(MailboxChangedEventArgs change) => Changed?.Invoke(this, change);
}
