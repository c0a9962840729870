namespace OAuthMail;

/// <summary>The configuration of a program: registrations that are written once, and the mailboxes that use them.</summary>
public sealed class OAuthMailOptions
{
    /// <summary>Shared registrations by name.</summary>
    public IDictionary<string, OAuthClientOptions> Clients { get; } = new Dictionary<string, OAuthClientOptions>(StringComparer.Ordinal);

    /// <summary>Mailboxes by name: lower-case letters, digits, <c>-</c> and <c>_</c>.</summary>
    public IDictionary<string, MailAccountOptions> Accounts { get; } = new Dictionary<string, MailAccountOptions>(StringComparer.Ordinal);

    /// <summary>Providers besides the known ones.</summary>
    public IList<MailProvider> Providers { get; } = new List<MailProvider>();
}
