using OAuthMail.Accounts;
using OAuthMail.Providers;
using OAuthMail.Testing.Authorization;

namespace OAuthMail.Testing;

/// <summary>All test servers in one object: start it, use it, dispose of it. Nothing outside the process is touched.</summary>
public sealed class MailTestHost : IAsyncDisposable, IDisposable
{
    // A server certificate answers to every name by which the servers are reached.
    private static readonly string[] ServerNames = ["localhost", "127.0.0.1", "::1"];

    private readonly List<IHostedPart> _parts = [];
    private readonly bool _ownsAuthority;
    private int _disposed;

    private MailTestHost(MailTestHostOptions options)
    {
        TimeProvider = options.TimeProvider;
        CertificateAuthority = options.CertificateAuthority ?? new TestCertificateAuthority();
        _ownsAuthority = options.CertificateAuthority is null;

        // Started in this order, stopped in the reverse one.
        var listener = new AuthorizationListener(
            options.Authorization, TimeProvider, CertificateAuthority.IssueServerCertificate(ServerNames));
        _parts.Add(listener);
        AuthorizationServer = listener.Server;

        Mailboxes = new MailboxStore(TimeProvider);
        var checker = AuthorizationServer.Checker;
        Smtp = new SmtpTestServer(Mailboxes, checker, CertificateAuthority, options.Smtp);
        Imap = new ImapTestServer(Mailboxes, checker, CertificateAuthority, options.Imap);
        Pop3 = new Pop3TestServer(Mailboxes, checker, CertificateAuthority, options.Pop3);
    }

    /// <summary>The authorization server.</summary>
    public TestAuthorizationServer AuthorizationServer { get; }

    /// <summary>The mailboxes that all three mail servers share.</summary>
    public MailboxStore Mailboxes { get; }

    /// <summary>The submission server.</summary>
    public SmtpTestServer Smtp { get; }

    /// <summary>The IMAP server.</summary>
    public ImapTestServer Imap { get; }

    /// <summary>The POP3 server.</summary>
    public Pop3TestServer Pop3 { get; }

    /// <summary>The authority that issued the servers' certificates: gives validation callbacks and HTTP clients that trust it.</summary>
    public TestCertificateAuthority CertificateAuthority { get; }

    /// <summary>The clock of the authorization server and of the mailboxes.</summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>Starts the servers.</summary>
    /// <param name="configure">Changes the options; nothing needs to be.</param>
    /// <param name="cancellationToken">Ends the start; what runs by then is stopped.</param>
    /// <returns>The host, with every server listening.</returns>
    /// <exception cref="ArgumentException">An option is wrong.</exception>
    public static async Task<MailTestHost> StartAsync(Action<MailTestHostOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        var options = new MailTestHostOptions();
        configure?.Invoke(options);
        ArgumentNullException.ThrowIfNull(options.TimeProvider, nameof(options.TimeProvider));
        options.Authorization.Validate();
        var host = new MailTestHost(options);
        try
        {
            foreach (var part in host._parts) await part.StartAsync(cancellationToken).ConfigureAwait(false);
            return host;
        }
        catch
        {
            await host.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Adds a mailbox, and the user whose it is.</summary>
    /// <param name="address">The address; the user signs in with it.</param>
    /// <returns>The mailbox.</returns>
    /// <exception cref="ArgumentException">The address is taken.</exception>
    public TestMailbox AddMailbox(string address)
    {
        var mailbox = Mailboxes.AddMailbox(address);
        AuthorizationServer.AddUser(new TestUser(address));
        return mailbox;
    }

    /// <summary>
    /// Makes the options of an account on these servers: its addresses and endpoints. The application's id and credential are the
    /// caller's to add, and to register with <see cref="AuthorizationServer"/>.
    /// </summary>
    /// <param name="address">The mailbox's address.</param>
    /// <param name="flow">How its tokens are got.</param>
    /// <returns>The options.</returns>
    public MailAccountOptions CreateAccountOptions(string address, OAuthFlow flow) => new()
    {
        Address = address,
        Flow = flow,
        Issuer = AuthorizationServer.Issuer,
        SendsIssuerInRedirects = AuthorizationServer.SendsIssuer,
        AuthorizationEndpoint = AuthorizationServer.AuthorizationEndpoint.AbsoluteUri,
        TokenEndpoint = AuthorizationServer.TokenEndpoint.AbsoluteUri,
        DeviceAuthorizationEndpoint = AuthorizationServer.DeviceAuthorizationEndpoint.AbsoluteUri,
        RevocationEndpoint = AuthorizationServer.RevocationEndpoint?.AbsoluteUri,
        Scope = AuthorizationServer.GetMailScope(flow),
        Smtp = $"starttls://{Smtp.StartTls}",
        Imap = $"tls://{Imap.ImplicitTls}",
        Pop3 = $"tls://{Pop3.ImplicitTls}",
    };

    /// <summary>Makes an HTTP client that trusts the servers' authority only, and follows no redirects.</summary>
    /// <returns>The client; the caller disposes it.</returns>
    public HttpClient CreateHttpClient() => CertificateAuthority.CreateHttpClient();

    /// <summary>Stops the servers; requests that still wait are given up.</summary>
    /// <returns>A task that ends when they have stopped.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await Pop3.DisposeAsync().ConfigureAwait(false);
        await Imap.DisposeAsync().ConfigureAwait(false);
        await Smtp.DisposeAsync().ConfigureAwait(false);
        for (var i = _parts.Count - 1; i >= 0; i--) await _parts[i].DisposeAsync().ConfigureAwait(false);
        if (_ownsAuthority) CertificateAuthority.Dispose();
    }

    /// <summary>Stops the servers.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
