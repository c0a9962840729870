using OAuthMail.Configuration;
using OAuthMail.Configuration.Validation;

namespace OAuthMail.Accounts;

/// <summary>Creates accounts from options.</summary>
/// <param name="clients">The shared client registrations, and the configuration path of their section.</param>
/// <param name="providers">The providers.</param>
internal sealed class MailAccountOptionsReader(
    (string Path, IDictionary<string, OAuthClientOptions> ByName) clients, ProviderCatalog providers)
{
    private static readonly MailProtocol[] Protocols = [MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3];

    private readonly SharedRegistrations _sharedRegistrations = new();
    private readonly SharedRegistrations _sharedGraphRegistrations = new();

    /// <summary>Returns the account, or <see langword="null"/> if there are errors.</summary>
    /// <param name="name">The name of the account, in any case.</param>
    /// <param name="options">The options.</param>
    /// <param name="errors">The scope of the options.</param>
    public MailAccount? Read(string name, MailAccountOptions options, OptionErrors errors)
    {
        var before = errors.Count;
        options = Copy(options);
        CheckNames(name, options, errors);
        var graph = new GraphOptionsReader(options, errors);
        var servers = new AccountServers(options, errors);
        var (incoming, outgoing) = ReadRegistrations(options, servers, graph, errors);
        var connection = options.Connection is null
            ? ConnectionSettings.Default
            : new MailConnectionOptionsReader(options.Connection, errors.At(nameof(options.Connection))).Read();
        var isGraphBackup = options.Backup?.Transport == MailTransport.Graph;
        var backup = options.Backup is null || isGraphBackup
            ? null
            : MailBackupOptionsReader.Read(options.Backup, errors.At(nameof(options.Backup)));
        if (isGraphBackup) graph.CheckBackup(outgoing);
        if (incoming is null || outgoing is null || errors.Count > before) return null;

        var endpoints = new Dictionary<MailProtocol, MailEndpoint>();
        foreach (var protocol in Protocols)
        {
            var provider = protocol == MailProtocol.Smtp ? outgoing.Provider : incoming.Provider;
            if ((servers.Find(protocol) ?? provider.GetEndpoint(protocol)) is { } endpoint) endpoints[protocol] = endpoint;
        }

        if (options.Backup is not null && !endpoints.ContainsKey(MailProtocol.Smtp))
        {
            errors.Add(nameof(options.Backup), "Must not be set: the account has no SMTP server, and a backup only sends.");
            return null;
        }

        name = name.ToLowerInvariant();
        var signInName = options.SignInName ?? options.Address!;
        if (isGraphBackup) backup = graph.CreateBackup(name, signInName, outgoing, connection);
        return new MailAccount(
            name, options.Address!, signInName, incoming, outgoing, endpoints, connection, backup,
            graph.IsTransport ? graph.AddressFor(outgoing.Provider) : null);
    }

    private static void CheckNames(string name, MailAccountOptions options, OptionErrors errors)
    {
        if (name.Length == 0 || !name.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '_'))
        {
            errors.Add("The name of an account must consist of letters, digits, '-' and '_'.");
        }

        if (options.Address is null) errors.AddMissing(nameof(options.Address), "Set the e-mail address of the mailbox.");
        CheckAddress(nameof(options.Address), options.Address, needsDomain: true, errors);
        CheckAddress(nameof(options.SignInName), options.SignInName, needsDomain: false, errors);
    }

    private static void CheckAddress(string option, string? value, bool needsDomain, OptionErrors errors)
    {
        if (value is null) return;
        var at = value.LastIndexOf('@');
        var isBroken = value.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) || (needsDomain && (at < 1 || at == value.Length - 1));
        if (isBroken) errors.Add(option, $"{OptionText.Quote(value)} isn't an e-mail address.");
    }

    private (AccountRegistration? Incoming, AccountRegistration? Outgoing) ReadRegistrations(
        MailAccountOptions options, AccountServers servers, GraphOptionsReader graph, OptionErrors errors)
    {
        var shared = FindClient(options, errors);
        if (options.Incoming is not null || options.Outgoing is not null)
        {
            return (
                Register(options, options.Incoming, nameof(options.Incoming), shared, servers, graph, errors,
                    MailProtocol.Imap, MailProtocol.Pop3),
                Register(options, options.Outgoing, nameof(options.Outgoing), shared, servers, graph, errors,
                    MailProtocol.Smtp));
        }

        // One registration for everything: one consent covers all three protocols. Accounts that only refer to a client share it.
        var cache = graph.IsTransport ? _sharedGraphRegistrations : _sharedRegistrations;
        var isShared = shared is not null && !servers.AreSpecified && graph.Address is null && OAuthClientOptionKeys.Table.IsEmpty(options);
        var registration = isShared ? cache.Find(options.Client!) : null;
        registration ??= Register(options, null, "", shared, servers, graph, errors, Protocols);
        if (isShared && registration is not null) cache.Add(options.Client!, registration);
        return (registration, registration);
    }

    private OAuthClientOptions? FindClient(MailAccountOptions options, OptionErrors errors)
    {
        if (options.Client is null) return null;
        if (clients.ByName.TryGetValue(options.Client, out var client))
        {
            if (client is null) errors.Add(nameof(options.Client), $"The client {OptionText.Quote(options.Client)} has no options.");
            return client;
        }

        var names = clients.ByName.Keys.OrderBy(key => key, StringComparer.Ordinal).ToArray();
        if (names.Length > 0) errors.AddInvalid(nameof(options.Client), options.Client, "client", names);
        else errors.Add(nameof(options.Client), $"{OptionText.Quote(options.Client)} isn't a valid client: no clients are configured.");
        return null;
    }

    private AccountRegistration? Register(
        MailAccountOptions options, OAuthClientOptions? part, string partName, OAuthClientOptions? shared, AccountServers servers,
        GraphOptionsReader graph, OptionErrors errors, params MailProtocol[] protocols)
    {
        var layers = new List<(string Path, OAuthClientOptions Options)>();
        if (part is not null) layers.Add((errors.PathOf(partName), part));
        layers.Add((errors.PathOf(""), options));
        if (shared is not null) layers.Add(($"{clients.Path}:{options.Client}", shared));
        var merged = new OAuthClientOptionLayers(layers);

        // The options of a client that is unknown, or that could not be read, are not missing.
        var client = errors.PathOf(nameof(options.Client));
        var scope = errors.AtMerged(option => option.Length == 0 ? merged.PathsOf(option) : [.. merged.PathsOf(option), client]);
        return new OAuthClientOptionsReader(scope, merged.Merged, providers, servers, protocols)
        {
            Graph = graph.IsTransport ? graph : null,
        }.Read();
    }

    private static MailAccountOptions Copy(MailAccountOptions options)
    {
        var copy = MailAccountOptionKeys.Table.Copy(options);
        copy.DiscoveredServer = options.DiscoveredServer;
        if (copy.Incoming is not null) copy.Incoming.DiscoveredServer = options.Incoming?.DiscoveredServer;
        if (copy.Outgoing is not null) copy.Outgoing.DiscoveredServer = options.Outgoing?.DiscoveredServer;
        return copy;
    }
}
