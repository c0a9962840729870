using OAuthMail.Accounts;
using OAuthMail.Providers;

namespace OAuthMail;

/// <summary>A mailbox, its servers, and how one gets tokens for them: checked options. It holds credentials, but shows none.</summary>
public sealed class MailAccount
{
    private static readonly MailProtocol[] AllProtocols = [MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3];

    private readonly MailEndpoint? _smtp;
    private readonly MailEndpoint? _imap;
    private readonly MailEndpoint? _pop3;

    internal MailAccount(
        string name, string address, string signInName, AccountRegistration incoming, AccountRegistration outgoing, IReadOnlyDictionary<MailProtocol, MailEndpoint> endpoints,
        ConnectionSettings connection, MailBackup? backup)
    {
        Name = name;
        Address = address;
        SignInName = signInName;
        Incoming = incoming;
        Outgoing = outgoing;
        Connection = connection;
        Backup = backup;

        // Three fields instead of the dictionary: programs hold accounts by the hundred thousand.
        endpoints.TryGetValue(MailProtocol.Smtp, out _smtp);
        endpoints.TryGetValue(MailProtocol.Imap, out _imap);
        endpoints.TryGetValue(MailProtocol.Pop3, out _pop3);
    }

    /// <summary>The name by which the program refers to it.</summary>
    public string Name { get; }

    /// <summary>The mailbox's address.</summary>
    public string Address { get; }

    /// <summary>The name of the person who signs in; the address, unless the mailbox is shared or delegated.</summary>
    public string SignInName { get; }

    /// <summary>The protocols that the account has servers for.</summary>
    public IEnumerable<MailProtocol> Protocols => AllProtocols.Where(protocol => GetEndpoint(protocol) is not null);

    /// <summary>How the servers are reached. Accounts that set nothing of it share one instance.</summary>
    public ConnectionSettings Connection { get; }

    /// <summary>Who sends when the account's own submission server did not take a message; null for nobody.</summary>
    public MailBackup? Backup { get; }

    /// <summary>How many SMTP connections the mailbox may have at once: the account's own setting, or else the provider's; null where no limit is known.</summary>
    public int? SmtpConnectionLimit => Connection.MaxConnections ?? Outgoing.Provider.SmtpConnectionLimit;

    /// <summary>How many messages a minute the mailbox may send: the account's own setting, or else the provider's; null where no limit is known.</summary>
    public int? MessagesPerMinuteLimit => Connection.MessagesPerMinute ?? Outgoing.Provider.MessagesPerMinuteLimit;

    /// <summary>Makes an account out of options, without a container.</summary>
    /// <param name="name">A name: lower-case letters, digits, <c>-</c> and <c>_</c>.</param>
    /// <param name="options">The options.</param>
    /// <param name="providers">Providers besides the known ones.</param>
    /// <returns>The account. Whether an account that it names as its backup is there is checked by <see cref="MailAccounts"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="MailConfigurationException">Options are wrong; all failures are in it.</exception>
    public static MailAccount Create(string name, MailAccountOptions options, params MailProvider[] providers)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(providers);
        if (providers.Any(provider => provider is null)) throw new ArgumentNullException(nameof(providers), "One of the providers is null.");
        var failures = new List<OptionError>();
        var account = new MailAccountBuilder(name, name, options, new Dictionary<string, OAuthClientOptions>(), providers, failures).Build();
        MailConfigurationException.ThrowIfAny($"the account '{name}'", failures);
        return account!;
    }

    /// <summary>The server for a protocol.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <returns>The server; null where the account has none.</returns>
    public MailEndpoint? GetEndpoint(MailProtocol protocol) => protocol switch
    {
        MailProtocol.Smtp => _smtp,
        MailProtocol.Imap => _imap,
        MailProtocol.Pop3 => _pop3,
        _ => null,
    };

    /// <summary>The provider for a protocol.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <returns>The provider's facts.</returns>
    public MailProvider GetProvider(MailProtocol protocol) => GetRegistration(protocol).Provider;

    /// <summary>The flow that gets the tokens for a protocol.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <returns>The flow.</returns>
    public OAuthFlow GetFlow(MailProtocol protocol) => GetRegistration(protocol).Flow;

    /// <summary>
    /// The user to name in a login. A person who may use a shared mailbox sends under their own name and opens the mailbox by its
    /// address; an application always names the mailbox.
    /// </summary>
    /// <param name="protocol">The protocol.</param>
    /// <returns>The user's address.</returns>
    public string GetUserName(MailProtocol protocol)
    {
        var registration = GetRegistration(protocol);
        return protocol == MailProtocol.Smtp && registration.Flow.IsForPerson() && registration.Provider.SmtpWantsDelegate ? SignInName : Address;
    }

    /// <summary>The name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;

    /// <summary>The registration for IMAP and POP3.</summary>
    internal AccountRegistration Incoming { get; }

    /// <summary>The registration for SMTP, often the same one.</summary>
    internal AccountRegistration Outgoing { get; }

    internal AccountRegistration GetRegistration(MailProtocol protocol) => protocol == MailProtocol.Smtp ? Outgoing : Incoming;
}
