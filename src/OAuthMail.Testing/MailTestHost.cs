using System.Collections.Concurrent;
using OAuthMail.Testing.Authorization;
using OAuthMail.Testing.Browser;
using OAuthMail.Testing.Hosting;
using OAuthMail.Testing.Mail;

namespace OAuthMail.Testing;

/// <summary>
/// Runs an authorization server and SMTP, IMAP and POP3 servers in the current process. It changes nothing outside the
/// process.
/// </summary>
public sealed class MailTestHost : IAsyncDisposable, IDisposable
{
    private readonly List<IHostedPart> _parts = [];
    private readonly ConcurrentBag<SmtpTestServer> _relays = [];
    private readonly ConcurrentBag<GraphTestServer> _graphs = [];
    private readonly bool _ownsAuthority;
    private readonly SharedSettings _shared;
    private int _disposed;

    private MailTestHost(MailTestHostOptions options)
    {
        TimeProvider = options.TimeProvider;
        CertificateAuthority = options.CertificateAuthority ?? new TestCertificateAuthority();
        _ownsAuthority = options.CertificateAuthority is null;

        // One certificate is valid for every name that clients use to connect.
        string[] names = [.. SharedSettings.LocalNames, .. options.ExternalHost is { } external ? [external] : (string[])[]];
        _shared = new SharedSettings(TimeProvider, options.ExternalHost, CertificateAuthority.IssueServerCertificate(names));
        options.Smtp.Shared = options.Imap.Shared = options.Pop3.Shared = _shared;

        // Servers start in this order and stop in reverse order.
        try
        {
            var listener = new AuthorizationListener(options.Authorization, _shared);
            _parts.Add(listener);
            AuthorizationServer = listener.Server;

            Mailboxes = new MailboxStore(TimeProvider, DefaultFolders.Of(options.Imap.Dialect));
            var checker = AuthorizationServer.Checker;
            Smtp = new SmtpTestServer(Mailboxes, checker, CertificateAuthority, options.Smtp);
            Imap = new ImapTestServer(Mailboxes, checker, CertificateAuthority, options.Imap);
            Pop3 = new Pop3TestServer(Mailboxes, checker, CertificateAuthority, options.Pop3);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Gets the authorization server.</summary>
    public TestAuthorizationServer AuthorizationServer { get; }

    /// <summary>Gets the mailboxes that the three mail servers share.</summary>
    public MailboxStore Mailboxes { get; }

    /// <summary>Gets the SMTP submission server.</summary>
    public SmtpTestServer Smtp { get; }

    /// <summary>Gets the IMAP server.</summary>
    public ImapTestServer Imap { get; }

    /// <summary>Gets the POP3 server.</summary>
    public Pop3TestServer Pop3 { get; }

    /// <summary>
    /// Gets the authority that issued the server certificates. It creates validation callbacks and HTTP clients that
    /// trust it.
    /// </summary>
    public TestCertificateAuthority CertificateAuthority { get; }

    /// <summary>Gets the clock of the servers and of the mailboxes.</summary>
    public TimeProvider TimeProvider { get; }

    /// <summary>Starts the servers.</summary>
    /// <param name="configure">Sets the options. The defaults are valid.</param>
    /// <param name="cancellationToken">Cancels the start. Servers that are running are stopped.</param>
    /// <returns>The host, with all servers listening.</returns>
    /// <exception cref="ArgumentException">An option is not valid.</exception>
    /// <exception cref="IOException">A port is in use.</exception>
    public static async Task<MailTestHost> StartAsync(
        Action<MailTestHostOptions>? configure = null, CancellationToken cancellationToken = default)
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

    /// <summary>
    /// Adds a second SMTP server that delivers to the same mailboxes, such as a backup with a password or without a
    /// login. The host stops it.
    /// </summary>
    /// <param name="configure">Sets the options. The defaults are valid.</param>
    /// <returns>The server, listening.</returns>
    public SmtpTestServer AddSmtpServer(Action<SmtpTestServerOptions>? configure = null)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        var options = new SmtpTestServerOptions { Shared = _shared };
        configure?.Invoke(options);
        var server = new SmtpTestServer(Mailboxes, AuthorizationServer.Checker, CertificateAuthority, options);
        _relays.Add(server);
        return server;
    }

    /// <summary>
    /// Adds a server that emulates Microsoft Graph over the same mailboxes, with tokens of the same authorization server. The host
    /// stops it.
    /// </summary>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>The server, listening.</returns>
    public async Task<GraphTestServer> AddGraphServerAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        var server = new GraphTestServer(Mailboxes, AuthorizationServer, _shared, CreateAccountOptions);
        _graphs.Add(server);
        await server.StartAsync(cancellationToken).ConfigureAwait(false);
        return server;
    }

    /// <summary>Adds a mailbox and its user.</summary>
    /// <param name="address">The address. The user signs in with it.</param>
    /// <returns>The mailbox.</returns>
    /// <exception cref="ArgumentException">The address is already in use.</exception>
    public TestMailbox AddMailbox(string address)
    {
        var mailbox = Mailboxes.AddMailbox(address);
        AuthorizationServer.AddUser(new TestUser(address));
        return mailbox;
    }

    /// <summary>
    /// Creates the options of an account on these servers, with addresses and endpoints. The caller adds the client ID
    /// and the credential, and registers them with <see cref="AuthorizationServer"/>.
    /// </summary>
    /// <param name="address">The address of the mailbox.</param>
    /// <param name="flow">The OAuth 2.0 grant that acquires the tokens.</param>
    /// <returns>The options.</returns>
    /// <exception cref="ArgumentException">No mailbox has the address.</exception>
    public MailAccountOptions CreateAccountOptions(string address, OAuthFlow flow)
    {
        Mailboxes.Require(address);
        return new MailAccountOptions
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
    }

    /// <summary>
    /// Creates an HTTP client that trusts only the authority of these servers and does not follow redirects.
    /// </summary>
    /// <returns>The client. The caller disposes it.</returns>
    public HttpClient CreateHttpClient() => CertificateAuthority.CreateHttpClient();

    /// <summary>
    /// Acts as the browser of a user: opens an authorization request and sends the response to the program, as a
    /// redirect or as a form (<c>response_mode=form_post</c>).
    /// </summary>
    /// <remarks>
    /// The program may begin to listen later, as MSAL does: the browser tries again for 10 seconds. It keeps no cookies and
    /// does not follow redirects of the program.
    /// </remarks>
    /// <param name="authorizationRequest">The address that the program opens in the browser.</param>
    /// <param name="cancellationToken">Cancels the requests.</param>
    /// <returns>The page that the program displays.</returns>
    /// <exception cref="InvalidOperationException">
    /// The authorization server displays a page, such as an error. The message contains its text.
    /// </exception>
    /// <exception cref="HttpRequestException">The program does not respond.</exception>
    public Task<string> OpenInBrowserAsync(Uri authorizationRequest, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(authorizationRequest);
        return TestBrowser.OpenAsync(CertificateAuthority, authorizationRequest, cancellationToken);
    }

    /// <summary>Stops the servers and cancels pending requests.</summary>
    /// <returns>A task that completes when the servers have stopped.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;

        // A server is null if the start failed before it was created.
        foreach (var server in (MailTestServer?[])[Pop3, Imap, Smtp])
        {
            if (server is not null) await server.DisposeAsync().ConfigureAwait(false);
        }

        foreach (var graph in _graphs) await graph.DisposeAsync().ConfigureAwait(false);
        foreach (var relay in _relays) await relay.DisposeAsync().ConfigureAwait(false);
        for (var i = _parts.Count - 1; i >= 0; i--) await _parts[i].DisposeAsync().ConfigureAwait(false);
        _shared.Certificate.Dispose();
        if (_ownsAuthority) CertificateAuthority.Dispose();
    }

    /// <summary>Stops the servers and cancels pending requests.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
