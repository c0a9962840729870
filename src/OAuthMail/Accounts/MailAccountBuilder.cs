using OAuthMail.Configuration;
using OAuthMail.Configuration.Validation;
using OAuthMail.Providers;

namespace OAuthMail.Accounts;

/// <summary>Turns one account's options into an account, and collects everything that is wrong on the way.</summary>
internal sealed class MailAccountBuilder(
    string name,
    string path,
    MailAccountOptions options,
    IDictionary<string, OAuthClientOptions> clients,
    IEnumerable<MailProvider> providers,
    List<OptionError> failures,
    SharedRegistrations? sharedRegistrations = null)
{
    private readonly int _failuresBefore = failures.Count;

    /// <summary>The account, or null if something is wrong with it.</summary>
    public MailAccount? Build()
    {
        CheckNames();
        var endpoints = new Dictionary<MailProtocol, MailEndpoint>();
        AddEndpoint(endpoints, MailProtocol.Smtp, nameof(options.Smtp), options.Smtp);
        AddEndpoint(endpoints, MailProtocol.Imap, nameof(options.Imap), options.Imap);
        AddEndpoint(endpoints, MailProtocol.Pop3, nameof(options.Pop3), options.Pop3);

        var shared = SharedClient();
        AccountRegistration? incoming, outgoing;
        if (options.Incoming is null && options.Outgoing is null)
        {
            // One registration for everything: one consent covers all three protocols.
            var reusable = sharedRegistrations is not null && shared is not null && endpoints.Count == 0 && OAuthClientOptionsMerge.IsEmpty(options);
            incoming = reusable ? sharedRegistrations!.Find(options.Client!) : null;
            incoming ??= Register(null, "", shared, endpoints, MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3);
            outgoing = incoming;
            if (reusable && incoming is not null) sharedRegistrations!.Add(options.Client!, incoming);
        }
        else
        {
            incoming = Register(options.Incoming, nameof(options.Incoming), shared, endpoints, MailProtocol.Imap, MailProtocol.Pop3);
            outgoing = Register(options.Outgoing, nameof(options.Outgoing), shared, endpoints, MailProtocol.Smtp);
        }

        var connection = options.Connection is null ? ConnectionSettings.Default : new ConnectionSettingsBuilder($"{path}:{nameof(options.Connection)}", options.Connection, failures).Build();
        var backup = options.Backup is null ? null : new MailBackupBuilder($"{path}:{nameof(options.Backup)}", options.Backup, failures).Build();
        if (incoming is null || outgoing is null || failures.Count > _failuresBefore) return null;
        foreach (var protocol in new[] { MailProtocol.Smtp, MailProtocol.Imap, MailProtocol.Pop3 })
        {
            var provider = protocol == MailProtocol.Smtp ? outgoing.Provider : incoming.Provider;
            if (!endpoints.ContainsKey(protocol) && provider.GetEndpoint(protocol) is { } endpoint) endpoints[protocol] = endpoint;
        }

        if (backup is null || endpoints.ContainsKey(MailProtocol.Smtp)) return new MailAccount(name, options.Address!, options.SignInName ?? options.Address!, incoming, outgoing, endpoints, connection, backup);
        failures.Add(new OptionError($"{path}:{nameof(options.Backup)}", "is set, but the account has no SMTP server that it could stand in for"));
        return null;
    }

    private void CheckNames()
    {
        if (name.Length == 0 || !name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_'))
        {
            failures.Add(new OptionError(path, "has a name that is not made of lower-case letters, digits, '-' and '_'"));
        }

        CheckAddress(nameof(options.Address), options.Address, required: true);
        CheckAddress(nameof(options.SignInName), options.SignInName, required: false);
    }

    private void CheckAddress(string option, string? value, bool required)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            if (required || value is not null) failures.Add(new OptionError($"{path}:{option}", "is missing: name the mailbox's address"));
            return;
        }

        var at = value!.LastIndexOf('@');
        var broken = value.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)) || (required && (at < 1 || at == value.Length - 1));
        if (broken) failures.Add(new OptionError($"{path}:{option}", $"is {OptionText.Quote(value)}, which is not an address"));
    }

    private OAuthClientOptions? SharedClient()
    {
        if (options.Client is null) return null;
        if (clients.TryGetValue(options.Client, out var shared)) return shared;
        var known = clients.Count == 0 ? "there are none under Clients" : $"Clients has {string.Join(", ", clients.Keys.OrderBy(key => key, StringComparer.Ordinal))}";
        failures.Add(new OptionError($"{path}:{nameof(options.Client)}", $"is {OptionText.Quote(options.Client)}, but {known}"));
        return null;
    }

    private AccountRegistration? Register(
        OAuthClientOptions? part, string partName, OAuthClientOptions? shared, Dictionary<MailProtocol, MailEndpoint> endpoints, params MailProtocol[] protocols)
    {
        var known = failures.Count;
        var merged = OAuthClientOptionsMerge.Merge(part, options, shared);
        var partPath = part is null ? path : $"{path}:{partName}";
        var registration = new AccountRegistrationBuilder(partPath, merged, providers, endpoints, protocols, failures).Build();
        RemoveRepeated(known);
        return registration;
    }

    /// <summary>What is wrong with a shared registration is said once, although two ends of the account use it.</summary>
    private void RemoveRepeated(int from)
    {
        for (var i = failures.Count - 1; i >= from; i--)
        {
            var failure = failures[i];
            if (failures.Take(i).Any(other => other.Option == failure.Option && other.Failure == failure.Failure)) failures.RemoveAt(i);
        }
    }

    private void AddEndpoint(Dictionary<MailProtocol, MailEndpoint> endpoints, MailProtocol protocol, string option, string? text)
    {
        if (text is null) return;
        if (MailEndpointText.TryParse(text, out var endpoint)) endpoints[protocol] = endpoint!;
        else failures.Add(new OptionError($"{path}:{option}", MailEndpointText.Refuse(text, protocol)));
    }
}
