using OAuthMail.Configuration.Validation;

namespace OAuthMail;

/// <summary>
/// Specifies the accounts of a program, the client registrations that they share, and their providers. <see cref="OAuthMailConfiguration"/>
/// reads it from configuration. Names are compared without regard to case.
/// </summary>
public sealed class OAuthMailOptions
{
    /// <summary>
    /// Gets the client registrations that accounts share, by name. <see cref="MailAccountOptions.Client"/> refers to them.
    /// </summary>
    public IDictionary<string, OAuthClientOptions> Clients { get; } =
        new Dictionary<string, OAuthClientOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the accounts by name. A name consists of letters, digits, <c>-</c> and <c>_</c>.</summary>
    public IDictionary<string, MailAccountOptions> Accounts { get; } =
        new Dictionary<string, MailAccountOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Gets the providers that are defined in addition to the known ones (<see cref="MailProviders"/>), by id.
    /// <see cref="OAuthClientOptions.Provider"/> refers to them. A provider with the id of a known one replaces it.
    /// </summary>
    public IDictionary<string, MailProviderOptions> Providers { get; } =
        new Dictionary<string, MailProviderOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the providers that code creates, in addition to <see cref="Providers"/>. Configuration cannot set them.</summary>
    public IList<MailProvider> AdditionalProviders { get; } = new List<MailProvider>();

    /// <summary>Gets or sets where tokens and pending sign-ins are kept. Only an application with a service container uses it.</summary>
    /// <value>The default keeps them in memory.</value>
    public TokenStoreOptions Store { get; set; } = new TokenStoreOptions();

    /// <summary>
    /// Gets which certificates of mail servers are trusted. Configuration cannot set it. Only an application with a service container uses
    /// it.
    /// </summary>
    public MailTlsOptions Tls { get; } = new MailTlsOptions();

    /// <summary>Gets or sets the errors found while these options were read, and the configuration path of their section.</summary>
    internal OptionErrors? ReadErrors { get; set; }
}
