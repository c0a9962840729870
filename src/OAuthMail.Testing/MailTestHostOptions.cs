namespace OAuthMail.Testing;

/// <summary>How the test servers are to be started.</summary>
public sealed class MailTestHostOptions
{
    /// <summary>The authorization server's options.</summary>
    public AuthorizationServerOptions Authorization { get; } = new();

    /// <summary>Whose manners the authorization server has; short for the same option of <see cref="Authorization"/>.</summary>
    /// <value><see cref="AuthorizationDialect.Generic"/> by default.</value>
    public AuthorizationDialect Dialect
    {
        get => Authorization.Dialect;
        set => Authorization.Dialect = value;
    }

    /// <summary>The submission server's options.</summary>
    public SmtpTestServerOptions Smtp { get; } = new();

    /// <summary>The IMAP server's options.</summary>
    public ImapTestServerOptions Imap { get; } = new();

    /// <summary>The POP3 server's options.</summary>
    public Pop3TestServerOptions Pop3 { get; } = new();

    /// <summary>The clock of the authorization server and of the mailboxes; the mail servers have their own for time-outs (<see cref="MailTestServerOptions.TimeProvider"/>). TLS certificates go by the machine's clock, whatever this one shows.</summary>
    /// <value>The system's by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The authority that issues the servers' certificates; the host makes and owns one if this is null.</summary>
    public TestCertificateAuthority? CertificateAuthority { get; set; }
}
