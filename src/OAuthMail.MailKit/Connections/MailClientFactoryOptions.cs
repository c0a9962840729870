using System.Net.Security;
using OAuthMail.Configuration.Validation;

namespace OAuthMail.MailKit;

/// <summary>What the factory's clients have in common. What differs from account to account stands in <see cref="MailAccountOptions.Connection"/>.</summary>
public sealed class MailClientFactoryOptions
{
    /// <summary>Decides about servers' certificates in the place of the system's trust. Return true only for a certificate that is known.</summary>
    /// <value>Null by default: the system's trust, and nothing less.</value>
    public RemoteCertificateValidationCallback? ServerCertificateValidationCallback { get; set; }

    /// <summary>Decides about the certificate of an <c>https://</c> proxy in the place of the system's trust. Return true only for a certificate that is known.</summary>
    /// <value>Null by default: the system's trust, and nothing less.</value>
    public RemoteCertificateValidationCallback? ProxyCertificateValidationCallback { get; set; }

    /// <summary>
    /// Makes a logger for the conversation of a client, such as MailKit's <see cref="ProtocolLogger"/>. No token reaches it. It is disposed
    /// with the client. If it throws, the conversation goes on, and it gets no more of it.
    /// </summary>
    /// <value>Null by default: conversations are not written down.</value>
    public Func<MailAccount, MailProtocol, IProtocolLogger?>? CreateProtocolLogger { get; set; }

    /// <summary>Sets up a client before it connects, after the account's settings were applied.</summary>
    /// <value>Null by default.</value>
    public Action<MailAccount, IMailService>? ConfigureClient { get; set; }

    /// <summary>The clock for time limits.</summary>
    /// <value>The system's by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal void Validate()
    {
        var errors = new OptionErrors();
        errors.CheckNotNull(nameof(TimeProvider), TimeProvider);
        errors.ThrowIfAny("the mail client factory");
    }
}
