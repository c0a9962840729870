using OAuthMail.Configuration.Validation;
using OAuthMail.Providers;

namespace OAuthMail.Accounts;

/// <summary>Reads what an account's options say about Microsoft Graph, as its transport or as its backup.</summary>
internal sealed class GraphOptionsReader
{
    private readonly MailAccountOptions _options;
    private readonly OptionErrors _errors;

    /// <summary>Reads and checks the options, without blank texts.</summary>
    public GraphOptionsReader(MailAccountOptions options, OptionErrors errors)
    {
        _options = options;
        _errors = errors;
        IsTransport = options.Transport == MailTransport.Graph;
        errors.CheckDefined<MailTransport>(nameof(options.Transport), options.Transport, "transport");
        if (GraphAddress.WhyNot(options.Graph) is { } error) errors.Add(nameof(options.Graph), error);
        else if (options.Graph is { } text) Address = new Uri(text);
        if (IsTransport) CheckTransport();
        else if (options.Graph is not null && options.Backup?.Transport != MailTransport.Graph)
        {
            errors.Add(nameof(options.Graph), "Must not be set: neither Transport nor Backup:Transport is Graph.");
        }

        if (options.Backup is { } backup) CheckBackupOptions(backup, errors.At(nameof(options.Backup)));
    }

    /// <summary>Gets a value that indicates whether the account sends and receives through Microsoft Graph.</summary>
    public bool IsTransport { get; }

    /// <summary>Gets the server that the account specifies, or <see langword="null"/> for the provider's.</summary>
    public Uri? Address { get; }

    /// <summary>Returns the server of an account whose provider is Microsoft Graph.</summary>
    public Uri AddressFor(MailProvider graph) => Address ?? new Uri(graph.Graph!);

    /// <summary>Reports an account whose provider has no Microsoft Graph, at an option.</summary>
    public static void AddMissing(OptionErrors errors, string option, MailProvider provider) => errors.Add(
        option,
        $"'{MailTransport.Graph}' can't be used: {provider.DisplayName} has no Microsoft Graph. It is for mailboxes at Microsoft "
        + $"({string.Join(", ", MailProviders.All.Where(one => one.Graph is not null).Select(one => one.Id))}). "
        + $"For another cloud or a test server, set {nameof(MailAccountOptions.Graph)} to its address.");

    /// <summary>Reports an account without a server, for a provider of which only the authorization server is known.</summary>
    public void CheckSpecified()
    {
        if (Address is null && _options.Graph is null)
        {
            _errors.AddMissing(nameof(_options.Graph), "Set the address of Microsoft Graph, such as https://graph.microsoft.com.");
        }
    }

    /// <summary>Reports a server of another cloud than the provider's.</summary>
    public void CheckCloud(MailProvider provider)
    {
        if (Address is null || provider.Graph is not { } own || !ScopeCheck.IsKnownGraph(own)) return;
        var host = Address.GetLeftPart(UriPartial.Authority);
        if (host.Equals(own.TrimEnd('/'), StringComparison.OrdinalIgnoreCase) || !ScopeCheck.IsKnownGraph(host)) return;
        var owner = MailProviders.All.FirstOrDefault(one => host.Equals(one.Graph?.TrimEnd('/'), StringComparison.OrdinalIgnoreCase));
        _errors.Add(
            nameof(_options.Graph),
            $"{OptionText.Quote(host)} is Microsoft Graph of another cloud: that of {provider.DisplayName} is {own}. Leave the option unset"
                + (owner is null ? "." : $", or set {nameof(_options.Provider)} to {owner.Id}."));
    }

    /// <summary>Reports a backup through Microsoft Graph that the account's registration does not support.</summary>
    public void CheckBackup(AccountRegistration? outgoing)
    {
        if (outgoing is null || outgoing.Provider.IsGraph || outgoing.Provider.ForGraph(Address) is not null) return;
        AddMissing(_errors.At(nameof(_options.Backup)), nameof(MailBackupOptions.Transport), outgoing.Provider);
    }

    /// <summary>Creates the backup that sends for the same mailbox.</summary>
    public MailBackup CreateBackup(string name, string signInName, AccountRegistration outgoing, ConnectionSettings connection)
    {
        var registration = outgoing.ForGraph(Address);
        var server = registration.Provider.GetEndpoint(MailProtocol.Smtp)!;
        var endpoints = new Dictionary<MailProtocol, MailEndpoint> { [MailProtocol.Smtp] = server };
        return new MailBackup(new MailAccount(
            name, _options.Address!, signInName, registration, registration, endpoints, connection, backup: null,
            AddressFor(registration.Provider)));
    }

    private void CheckTransport()
    {
        foreach (var (option, value) in new[]
        {
            (nameof(_options.Smtp), _options.Smtp), (nameof(_options.Imap), _options.Imap), (nameof(_options.Pop3), _options.Pop3),
        })
        {
            if (value is not null)
            {
                _errors.Add(
                    option, $"Must not be set: {nameof(_options.Transport)} is Graph, which uses no mail server. Remove one of them.");
            }
        }

        if (_options.Mechanisms.Count > 0)
        {
            _errors.Add(
                nameof(_options.Mechanisms),
                $"Must not be set: {nameof(_options.Transport)} is Graph, where no login with SASL takes place.");
        }

        if (_options.Connection is { } connection) CheckConnection(connection, _errors.At(nameof(_options.Connection)));
    }

    /// <summary>
    /// Reports the options of connections that have no effect. Requests use the HTTP client of the application, which has its own.
    /// </summary>
    private static void CheckConnection(MailConnectionOptions connection, OptionErrors errors)
    {
        var none = new MailConnectionOptions();
        foreach (var (option, isSet, instead) in new[]
        {
            (nameof(none.Proxy), connection.Proxy is not null, "they use the system's proxy, or that of the client"),
            (nameof(none.LocalAddress), connection.LocalAddress is not null, "set ConnectCallback of its SocketsHttpHandler"),
            (nameof(none.LocalHostName), connection.LocalHostName is not null, "HTTP has no greeting"),
            (nameof(none.ConnectTimeout), connection.ConnectTimeout != none.ConnectTimeout,
                "set ConnectTimeout of its SocketsHttpHandler"),
            (nameof(none.Timeout), connection.Timeout != none.Timeout, "set GraphMailOptions.RequestTimeout"),
            (nameof(none.CheckCertificateRevocation), connection.CheckCertificateRevocation,
                "set SslOptions of its SocketsHttpHandler"),
            (nameof(none.ClientCertificate), connection.ClientCertificate is not null, "set SslOptions of its SocketsHttpHandler"),
        })
        {
            if (isSet)
            {
                errors.Add(option, $"Must not be set: requests to Microsoft Graph use the HTTP client 'OAuthMail.Graph'; {instead}.");
            }
        }
    }

    private void CheckBackupOptions(MailBackupOptions backup, OptionErrors errors)
    {
        errors.CheckDefined<MailTransport>(nameof(backup.Transport), backup.Transport, "transport");
        if (backup.Transport != MailTransport.Graph) return;
        foreach (var (option, value) in new[]
        {
            (nameof(backup.Account), backup.Account), (nameof(backup.Smtp), backup.Smtp), (nameof(backup.UserName), backup.UserName),
            (nameof(backup.Password), backup.Password), (nameof(backup.PasswordFile), backup.PasswordFile),
        })
        {
            if (value is not null)
            {
                errors.AddExclusive(option, nameof(backup.Transport), "Microsoft Graph sends for the account's own mailbox and client.");
            }
        }

        if (IsTransport) errors.Add(nameof(backup.Transport), "Must not be set: the account itself uses Microsoft Graph.");
    }
}
