using System.Net.Security;
using OAuthMail.Configuration.Validation;
using OAuthMail.Networking;

namespace OAuthMail;

/// <summary>How connection tests connect.</summary>
public sealed class ConnectionTesterOptions
{
    /// <summary>
    /// Decides about the server's certificate in the place of the system's trust. Return true only for a certificate that is known.
    /// </summary>
    /// <value>Null by default: the system's trust, and nothing less.</value>
    public RemoteCertificateValidationCallback? ServerCertificateValidationCallback { get; set; }

    /// <summary>
    /// Decides about the certificate of an <c>https://</c> proxy in the place of the system's trust. Return true only for a certificate
    /// that is known.
    /// </summary>
    /// <value>Null by default: the system's trust, and nothing less.</value>
    public RemoteCertificateValidationCallback? ProxyCertificateValidationCallback { get; set; }

    /// <summary>Whether the issuers are asked if a certificate was revoked, also where the account's connection does not say so.</summary>
    /// <value>False by default.</value>
    public bool CheckCertificateRevocation { get; set; }

    /// <summary>The clock for time-outs and for the lifetime of tokens.</summary>
    /// <value>The system's by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>How long each step may take.</summary>
    /// <value>20 seconds by default.</value>
    public TimeSpan StepTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the step may take that gets a token, which may wait for a renewal that another process does.</summary>
    /// <value>2 minutes by default.</value>
    public TimeSpan TokenTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long handing over or fetching a message may take.</summary>
    /// <value>
    /// 10 minutes by default: whoever waits less for the reply after a message risks a message that was sent and is believed lost (RFC
    /// 5321 section 4.5.3.2.6).
    /// </value>
    public TimeSpan TransferTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The name by which the client greets an SMTP server (RFC 5321 section 4.1.1.1).</summary>
    /// <value>
    /// Null by default: the account's own (<see cref="ConnectionSettings.LocalHostName"/>), or else the connection's address as a
    /// literal, which tells no name.
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
            errors.Add(nameof(LocalHostName), $"{OptionText.Quote(LocalHostName)} is neither a host name nor an IPv4 address.");
        }

        errors.ThrowIfAny("the connection tester");
    }
}
