using System.Net.Security;
using OAuthMail.AccountStates;
using OAuthMail.Configuration.Validation;

namespace OAuthMail.MailKit;

/// <summary>
/// Options that apply to all clients of a <see cref="MailClientFactory"/>. Options of one account are in
/// <see cref="MailAccountOptions.Connection"/>.
/// </summary>
public sealed class MailClientFactoryOptions
{
    /// <summary>
    /// Gets or sets the callback that validates server certificates instead of the system. Return <see langword="true"/> only for a
    /// certificate that you know.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the system validates certificates.</value>
    public RemoteCertificateValidationCallback? ServerCertificateValidationCallback { get; set; }

    /// <summary>
    /// Gets or sets the callback that validates the certificates of <c>https://</c> proxies instead of the system. Return
    /// <see langword="true"/> only for a certificate that you know.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the system validates certificates.</value>
    public RemoteCertificateValidationCallback? ProxyCertificateValidationCallback { get; set; }

    /// <summary>
    /// Gets or sets a function that creates a logger for the conversation of a client, such as MailKit's <see cref="ProtocolLogger"/>.
    /// Tokens are masked before they reach it. It is disposed with the client. If it throws, the conversation continues, and it receives
    /// no more of it. If this function throws, the connection fails with the code <c>client-setup-failed</c>.
    /// </summary>
    /// <value>The default is <see langword="null"/>: conversations are not logged.</value>
    public Func<MailAccount, MailProtocol, IProtocolLogger?>? CreateProtocolLogger { get; set; }

    /// <summary>
    /// Gets or sets an action that configures a client before it connects, after the settings of the account have been applied. If it
    /// throws, the connection fails with the code <c>client-setup-failed</c>.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public Action<MailAccount, IMailService>? ConfigureClient { get; set; }

    /// <summary>Gets or sets the clock for time limits.</summary>
    /// <value>The default is <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Gets or sets what records the outcomes of logins, in an application with a service container.</summary>
    internal AccountActivity? Activity { get; set; }

    internal void Validate()
    {
        var errors = new OptionErrors();
        errors.CheckNotNull(nameof(TimeProvider), TimeProvider);
        errors.ThrowIfAny("the mail client factory");
    }
}
