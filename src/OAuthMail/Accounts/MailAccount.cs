using OAuthMail.Accounts;
using OAuthMail.Configuration.Validation;
using OAuthMail.Providers;

namespace OAuthMail;

/// <summary>
/// Represents a mailbox, its servers, and how to acquire tokens for them: options that were checked. It contains credentials, but does
/// not show them.
/// </summary>
public sealed class MailAccount
{
    private static readonly MailProtocol[] AllProtocols = [MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3];

    private readonly MailEndpoint? _smtp;
    private readonly MailEndpoint? _imap;
    private readonly MailEndpoint? _pop3;

    internal MailAccount(
        string name, string address, string signInName, AccountRegistration incoming, AccountRegistration outgoing,
        IReadOnlyDictionary<MailProtocol, MailEndpoint> endpoints, ConnectionSettings connection, MailBackup? backup,
        Uri? graph = null)
    {
        GraphAddress = graph;
        Name = name;
        Address = address;
        SignInName = signInName;
        Incoming = incoming;
        Outgoing = outgoing;
        Connection = connection;
        Backup = backup;

        // Three fields need less memory than a dictionary; programs can have 100,000 accounts.
        endpoints.TryGetValue(MailProtocol.Smtp, out _smtp);
        endpoints.TryGetValue(MailProtocol.Imap, out _imap);
        endpoints.TryGetValue(MailProtocol.Pop3, out _pop3);
    }

    /// <summary>Gets the name by which the program refers to the account, in lower case.</summary>
    public string Name { get; }

    /// <summary>Gets the e-mail address of the mailbox.</summary>
    public string Address { get; }

    /// <summary>Gets the name of the user who signs in: the address, unless the mailbox is shared or delegated.</summary>
    public string SignInName { get; }

    /// <summary>Gets how the account sends and receives messages.</summary>
    public MailTransport Transport => GraphAddress is null ? MailTransport.MailServers : MailTransport.Graph;

    /// <summary>
    /// Gets the protocols that the account has servers for. With Microsoft Graph, <see cref="MailProtocol.Smtp"/> stands for sending and
    /// <see cref="MailProtocol.Imap"/> for receiving.
    /// </summary>
    public IEnumerable<MailProtocol> Protocols => AllProtocols.Where(protocol => GetEndpoint(protocol) is not null);

    /// <summary>Gets how to connect to the servers. Accounts with default settings share one instance.</summary>
    public ConnectionSettings Connection { get; }

    /// <summary>
    /// Gets what sends a message that the account's own submission server did not accept, or <see langword="null"/> if there is no
    /// backup.
    /// </summary>
    public MailBackup? Backup { get; }

    /// <summary>
    /// Gets how many SMTP connections the mailbox may have at the same time: the account's setting, or the provider's limit, or
    /// <see langword="null"/> if no limit is known.
    /// </summary>
    public int? SmtpConnectionLimit => Connection.MaxConnections ?? Outgoing.Provider.SmtpConnectionLimit;

    /// <summary>
    /// Gets how many messages the mailbox may send per minute: the account's setting, or the provider's limit, or
    /// <see langword="null"/> if no limit is known.
    /// </summary>
    public int? MessagesPerMinuteLimit => Connection.MessagesPerMinute ?? Outgoing.Provider.MessagesPerMinuteLimit;

    /// <summary>Creates an account from options, without a service container.</summary>
    /// <param name="name">The name: letters, digits, <c>-</c> and <c>_</c>. Case is ignored.</param>
    /// <param name="options">The options.</param>
    /// <param name="providers">Providers in addition to the known ones.</param>
    /// <returns>The account. <see cref="MailAccounts"/> checks whether the account that it names as its backup exists.</returns>
    /// <exception cref="ArgumentNullException">An argument is <see langword="null"/>.</exception>
    /// <exception cref="MailConfigurationException">Options are wrong. The exception contains all errors.</exception>
    public static MailAccount Create(string name, MailAccountOptions options, params MailProvider[] providers)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(providers);
        if (providers.Any(provider => provider is null))
        {
            throw new ArgumentNullException(nameof(providers), "One of the providers is null.");
        }

        var errors = new OptionErrors(OptionText.Clean(name));
        var reader = new MailAccountOptionsReader(
            (nameof(OAuthMailOptions.Clients), new Dictionary<string, OAuthClientOptions>()), new ProviderCatalog(providers));
        var account = reader.Read(name, options, errors);
        errors.ThrowIfAny($"the account {OptionText.Quote(name)}");
        return account!;
    }

    /// <summary>Returns the server for a protocol.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <returns>The server, or <see langword="null"/> if the account has none.</returns>
    public MailEndpoint? GetEndpoint(MailProtocol protocol) => protocol switch
    {
        MailProtocol.Smtp => _smtp,
        MailProtocol.Imap => _imap,
        MailProtocol.Pop3 => _pop3,
        _ => throw MailProtocols.Undefined(protocol, nameof(protocol)),
    };

    /// <summary>Returns the provider for a protocol.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <returns>The provider.</returns>
    public MailProvider GetProvider(MailProtocol protocol) => GetRegistration(protocol).Provider;

    /// <summary>Returns the flow that acquires the tokens for a protocol.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <returns>The flow.</returns>
    public OAuthFlow GetFlow(MailProtocol protocol) => GetRegistration(protocol).Flow;

    /// <summary>
    /// Returns the user name for a login. A user of a shared mailbox sends under their own name, and opens the mailbox by its address. An
    /// application always uses the address of the mailbox.
    /// </summary>
    /// <param name="protocol">The protocol.</param>
    /// <returns>The user name.</returns>
    public string GetUserName(MailProtocol protocol)
    {
        var registration = GetRegistration(protocol);
        return protocol == MailProtocol.Smtp && Transport == MailTransport.MailServers
            && registration.Flow.IsForPerson() && registration.Provider.SmtpWantsDelegate
            ? SignInName
            : Address;
    }

    /// <summary>Returns the name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;

    /// <summary>Gets the address of Microsoft Graph, or <see langword="null"/> if the account uses mail servers.</summary>
    internal Uri? GraphAddress { get; }

    /// <summary>Gets the registration for IMAP and POP3.</summary>
    internal AccountRegistration Incoming { get; }

    /// <summary>Gets the registration for SMTP, which is often the same.</summary>
    internal AccountRegistration Outgoing { get; }

    /// <summary>
    /// Returns a protocol that identifies the registration for incoming or for outgoing mail, or <see langword="null"/> if both are the
    /// same.
    /// </summary>
    internal MailProtocol? FindSide(bool isOutgoing)
    {
        if (ReferenceEquals(Incoming, Outgoing)) return null;
        if (isOutgoing) return MailProtocol.Smtp;
        return _imap is null && _pop3 is not null ? MailProtocol.Pop3 : MailProtocol.Imap;
    }

    internal AccountRegistration GetRegistration(MailProtocol protocol) => protocol switch
    {
        MailProtocol.Smtp => Outgoing,
        MailProtocol.Imap or MailProtocol.Pop3 => Incoming,
        _ => throw MailProtocols.Undefined(protocol, nameof(protocol)),
    };
}
