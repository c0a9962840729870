using System.Net.Security;
using OAuthMail.Configuration.Validation;
using OAuthMail.Networking;

namespace OAuthMail;

/// <summary>Options of a <see cref="ConnectionTester"/>.</summary>
public sealed class ConnectionTesterOptions
{
    /// <summary>
    /// Gets or sets the callback that validates the server's certificate instead of the system. Return <see langword="true"/> only for a
    /// known certificate.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the system validates the certificate.</value>
    public RemoteCertificateValidationCallback? ServerCertificateValidationCallback { get; set; }

    /// <summary>
    /// Gets or sets the callback that validates the certificate of an <c>https://</c> proxy instead of the system. Return
    /// <see langword="true"/> only for a known certificate.
    /// </summary>
    /// <value>The default is <see langword="null"/>: the system validates the certificate.</value>
    public RemoteCertificateValidationCallback? ProxyCertificateValidationCallback { get; set; }

    /// <summary>
    /// Gets or sets whether the revocation status of certificates is checked, even if the account's connection options do not.
    /// </summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool CheckCertificateRevocation { get; set; }

    /// <summary>Gets or sets the clock for time-outs and token lifetimes.</summary>
    /// <value>The default is <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Gets or sets the time-out of each step.</summary>
    /// <value>The default is 20 seconds.</value>
    public TimeSpan StepTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Gets or sets the time-out for acquiring a token. The step can wait for a renewal in another process.</summary>
    /// <value>The default is 2 minutes.</value>
    public TimeSpan TokenTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Gets or sets the time-out for sending or fetching a message.</summary>
    /// <value>
    /// The default is 10 minutes. With a shorter time-out, the server can accept a message after the client has stopped waiting for the
    /// reply (RFC 5321 section 4.5.3.2.6).
    /// </value>
    public TimeSpan TransferTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets or sets the client's name in SMTP's EHLO (RFC 5321 section 4.1.1.1).</summary>
    /// <value>
    /// The default is <see langword="null"/>: the account's <see cref="ConnectionSettings.LocalHostName"/>. If that is also
    /// <see langword="null"/>, the connection's local address is used as an address literal.
    /// </value>
    public string? LocalHostName { get; set; }

    internal void Validate()
    {
        var errors = new OptionErrors();
        errors.CheckTimeout(nameof(StepTimeout), StepTimeout);
        errors.CheckTimeout(nameof(TokenTimeout), TokenTimeout);
        errors.CheckTimeout(nameof(TransferTimeout), TransferTimeout);
        errors.CheckNotNull(nameof(TimeProvider), TimeProvider);
        if (LocalHostName is not null && !GreetingName.IsValid(LocalHostName))
        {
            errors.Add(nameof(LocalHostName), $"{OptionText.Quote(LocalHostName)} isn't a host name or an IPv4 address.");
        }

        errors.ThrowIfAny("the connection tester");
    }
}
