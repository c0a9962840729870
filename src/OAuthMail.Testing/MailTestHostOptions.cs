namespace OAuthMail.Testing;

/// <summary>Specifies how the test servers are started.</summary>
public sealed class MailTestHostOptions
{
    /// <summary>Gets the options of the authorization server.</summary>
    public AuthorizationServerOptions Authorization { get; } = new();

    /// <summary>
    /// Gets or sets the dialect of the authorization server. This is the same option as
    /// <see cref="AuthorizationServerOptions.Dialect"/> of <see cref="Authorization"/>.
    /// </summary>
    /// <value>The default is <see cref="AuthorizationDialect.Generic"/>.</value>
    public AuthorizationDialect Dialect
    {
        get => Authorization.Dialect;
        set => Authorization.Dialect = value;
    }

    /// <summary>Gets the options of the SMTP submission server.</summary>
    public SmtpTestServerOptions Smtp { get; } = new();

    /// <summary>Gets the options of the IMAP server.</summary>
    public ImapTestServerOptions Imap { get; } = new();

    /// <summary>Gets the options of the POP3 server.</summary>
    public Pop3TestServerOptions Pop3 { get; } = new();

    /// <summary>
    /// Gets or sets the clock of all servers and of the mailboxes. A mail server can have its own clock
    /// (<see cref="MailTestServerOptions.TimeProvider"/>). TLS certificates are always checked against the clock of the
    /// operating system.
    /// </summary>
    /// <value>The default is <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// Gets or sets the host name by which other machines and containers reach the servers. The servers then listen on
    /// all network interfaces, and their addresses and certificates contain this name.
    /// </summary>
    /// <value>The default is <see langword="null"/>: only programs on this machine can connect.</value>
    public string? ExternalHost { get; set; }

    /// <summary>
    /// Gets or sets the authority that issues the server certificates, or <see langword="null"/> if the host creates
    /// one and disposes it.
    /// </summary>
    /// <value>The default is <see langword="null"/>.</value>
    public TestCertificateAuthority? CertificateAuthority { get; set; }
}
