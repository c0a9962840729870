using Microsoft.Extensions.Configuration;
using MimeKit;
using OAuthMail.Tool.CommandLine;

namespace OAuthMail.Tool.Sendmail;

/// <summary>The section <c>Sendmail</c> of the configuration file.</summary>
internal sealed class SendmailSettings
{
    private const int MaximumAliases = 10;

    private static readonly string[] Keys = ["Account", "ForceFrom", "QueueOnly", "Aliases"];

    private readonly Dictionary<string, string> _aliases = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the account that sends if the caller names none.</summary>
    public string? Account { get; private init; }

    /// <summary>Gets a value that indicates whether the address in From is always replaced with that of the account.</summary>
    public bool ForceFrom { get; private init; }

    /// <summary>Gets a value that indicates whether messages are only stored, and <c>-q</c> sends them.</summary>
    public bool QueueOnly { get; private init; }

    /// <exception cref="UsageException">The section has an error.</exception>
    public static SendmailSettings Read(IConfigurationSection section)
    {
        foreach (var child in section.GetChildren().Where(child => !Keys.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            throw Error(child, $"Unknown option. Valid options: {string.Join(", ", Keys)}.");
        }

        var settings = new SendmailSettings
        {
            Account = section["Account"],
            ForceFrom = ReadSwitch(section.GetSection("ForceFrom")),
            QueueOnly = ReadSwitch(section.GetSection("QueueOnly")),
        };
        foreach (var alias in section.GetSection("Aliases").GetChildren())
        {
            if (!InternetAddressList.TryParse(alias.Value ?? "", out _))
            {
                throw Error(alias, $"'{alias.Value}' isn't a list of addresses.");
            }

            settings._aliases[alias.Key] = alias.Value!;
        }

        return settings;
    }

    /// <summary>Gets a value that indicates whether an address belongs to this machine, and not to a mail domain.</summary>
    public static bool IsLocal(string address)
    {
        var at = address.LastIndexOf('@');
        if (at < 0) return true;
        var domain = address[(at + 1)..];
        return domain.Length == 0 || new[] { "localhost", "localhost.localdomain", Environment.MachineName }.Contains(
            domain, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Replaces local recipients, such as <c>root</c>, with the addresses of their aliases.</summary>
    /// <exception cref="UsageException">A local recipient has no alias.</exception>
    public List<MailboxAddress> Resolve(IEnumerable<string> recipients)
    {
        var result = new List<MailboxAddress>();
        foreach (var recipient in recipients) Resolve(recipient, MaximumAliases, result);
        return [.. result.DistinctBy(one => one.Address, StringComparer.OrdinalIgnoreCase)];
    }

    private static bool ReadSwitch(IConfigurationSection option)
    {
        if (string.IsNullOrWhiteSpace(option.Value)) return false;
        return bool.TryParse(option.Value, out var value)
            ? value
            : throw Error(option, $"'{option.Value}' isn't valid. Valid values: true, false.");
    }

    private static UsageException Error(IConfigurationSection section, string text) =>
        new($"{section.Path}: {text}", ExitCodes.Configuration);

    private void Resolve(string text, int depth, List<MailboxAddress> result)
    {
        if (!InternetAddressList.TryParse(text, out var list)) throw new UsageException($"'{text}' isn't a mail address.", ExitCodes.Data);
        foreach (var mailbox in list.Mailboxes)
        {
            if (!IsLocal(mailbox.Address))
            {
                result.Add(mailbox);
                continue;
            }

            var name = mailbox.Address.Split('@')[0];
            if (depth == 0 || (!_aliases.TryGetValue(name, out var target) && !_aliases.TryGetValue("*", out target)))
            {
                throw new UsageException(
                    $"The local recipient '{name}' has no alias. Add one to the configuration file: "
                    + $"\"Sendmail\": {{ \"Aliases\": {{ \"{name}\": \"you@example.com\" }} }}. The alias '*' applies to all others.",
                    ExitCodes.NoUser);
            }

            Resolve(target, depth - 1, result);
        }
    }
}
