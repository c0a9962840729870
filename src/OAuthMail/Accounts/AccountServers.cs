using OAuthMail.Configuration.Validation;
using OAuthMail.Providers;

namespace OAuthMail.Accounts;

/// <summary>The mail servers that an account specifies itself.</summary>
internal sealed class AccountServers
{
    private readonly Dictionary<MailProtocol, MailEndpoint> _endpoints = [];
    private readonly OptionErrors _errors;

    /// <summary>Reads the servers from options, without blank texts.</summary>
    public AccountServers(MailAccountOptions options, OptionErrors errors)
    {
        _errors = errors;
        Read(MailProtocol.Smtp, nameof(options.Smtp), options.Smtp);
        Read(MailProtocol.Imap, nameof(options.Imap), options.Imap);
        Read(MailProtocol.Pop3, nameof(options.Pop3), options.Pop3);
    }

    /// <summary>Gets whether the account specifies a server, even if its text is invalid.</summary>
    public bool AreSpecified { get; private set; }

    /// <summary>Gets whether the account specifies a valid server.</summary>
    public bool Any => _endpoints.Count > 0;

    /// <summary>Returns the server for a protocol, or <see langword="null"/> if the account specifies none.</summary>
    public MailEndpoint? Find(MailProtocol protocol) => _endpoints.TryGetValue(protocol, out var endpoint) ? endpoint : null;

    /// <summary>Reports an account without a server, for a provider of which only the authorization server is known.</summary>
    public void CheckSpecified()
    {
        if (!AreSpecified) _errors.AddMissing(nameof(MailAccountOptions.Smtp), "The account has no mail server. Set Smtp, Imap or Pop3.");
    }

    private void Read(MailProtocol protocol, string option, string? text)
    {
        if (_errors.HasError(option)) AreSpecified = true;
        if (text is null) return;
        AreSpecified = true;
        if (MailEndpointText.TryParse(text, out var endpoint)) _endpoints[protocol] = endpoint!;
        else _errors.Add(option, MailEndpointText.Refuse(text, protocol));
    }
}
