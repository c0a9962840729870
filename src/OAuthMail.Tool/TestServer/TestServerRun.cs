using System.Security.Cryptography;
using OAuthMail.Testing;

namespace OAuthMail.Tool.TestServer;

/// <summary>Runs the servers and their control endpoint until the process is to stop.</summary>
internal sealed class TestServerRun : IAsyncDisposable
{
    private readonly string? _temporaryFolder;
    private ControlEndpoint? _control;

    private TestServerRun(TestServerSettings settings, MailTestHost host)
    {
        Settings = settings;
        Host = host;
        if (settings.CaFile is null) _temporaryFolder = Directory.CreateTempSubdirectory("oauthmail-test-server-").FullName;
        CaFile = Path.GetFullPath(settings.CaFile ?? Path.Combine(_temporaryFolder!, "ca.pem"));
        ControlToken = settings.ControlToken ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    }

    public TestServerSettings Settings { get; }

    public MailTestHost Host { get; }

    /// <summary>Gets the path of the certificate that clients must trust.</summary>
    public string CaFile { get; }

    public string ControlToken { get; }

    public Uri ControlUri => _control!.Uri;

    /// <summary>Gets the client that issues the tokens of users.</summary>
    public TestClient Client { get; } = TestClient.Confidential(
        TestServerSettings.ClientId, TestServerSettings.ClientSecret, "http://127.0.0.1/callback", "http://localhost/callback",
        "http://127.0.0.1", "http://localhost");

    public static async Task RunAsync(TestServerSettings settings, TextWriter output, CancellationToken cancellationToken)
    {
        var run = await StartAsync(settings, cancellationToken).ConfigureAwait(false);
        await using var held = run.ConfigureAwait(false);
        await output.WriteLineAsync(settings.Json ? TestServerDescription.Json(run).ToJsonString() : TestServerDescription.Text(run))
            .ConfigureAwait(false);
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var running = settings is { KeepsRunning: true, Parent: null }
                ? Task.Delay(Timeout.Infinite, cancellationToken)
                : ParentProcess.WaitForExitAsync(settings.Parent, cancellationToken);
            await running.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The user pressed Ctrl+C, or the process received SIGTERM.
        }
    }

    public static async Task<TestServerRun> StartAsync(TestServerSettings settings, CancellationToken cancellationToken)
    {
        var host = await MailTestHost.StartAsync(options => Configure(options, settings), cancellationToken).ConfigureAwait(false);
        var run = new TestServerRun(settings, host);
        try
        {
            await run.PrepareAsync(cancellationToken).ConfigureAwait(false);
            return run;
        }
        catch
        {
            await run.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Adds a user with a mailbox.</summary>
    /// <exception cref="ArgumentException">The address is not valid or already in use.</exception>
    public void AddUser(string address) => Host.AddMailbox(address);

    /// <summary>Issues an access token for all protocols.</summary>
    /// <exception cref="ArgumentException">No user has the address.</exception>
    public string IssueToken(string address, TimeSpan? lifetime = null) => Host.AuthorizationServer.IssueAccessToken(
        Client, address, Host.AuthorizationServer.GetMailScope(OAuthFlow.AuthorizationCode), lifetime);

    public async ValueTask DisposeAsync()
    {
        if (_control is not null) await _control.DisposeAsync().ConfigureAwait(false);
        await Host.DisposeAsync().ConfigureAwait(false);
        if (_temporaryFolder is not null) Directory.Delete(_temporaryFolder, recursive: true);
    }

    private static void Configure(MailTestHostOptions options, TestServerSettings settings)
    {
        var (authorization, mail) = settings.Dialect switch
        {
            TestServerDialect.Microsoft => (AuthorizationDialect.Entra, MailDialect.Exchange),
            TestServerDialect.Google => (AuthorizationDialect.Google, MailDialect.Google),
            _ => (AuthorizationDialect.Generic, MailDialect.Standard),
        };
        options.ExternalHost = settings.Host;
        options.Dialect = authorization;
        options.Smtp.Dialect = options.Imap.Dialect = options.Pop3.Dialect = mail;
        var ports = settings.Ports;
        options.Authorization.Port = ports["auth"];
        (options.Smtp.StartTlsPort, options.Smtp.ImplicitTlsPort) = (ports["smtp"], ports["smtps"]);
        (options.Imap.StartTlsPort, options.Imap.ImplicitTlsPort) = (ports["imap"], ports["imaps"]);
        (options.Pop3.StartTlsPort, options.Pop3.ImplicitTlsPort) = (ports["pop3"], ports["pop3s"]);
    }

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        Host.AuthorizationServer.AddClient(Client);
        Host.AuthorizationServer.AddClient(TestClient.Native(TestServerSettings.NativeClientId));
        foreach (var user in Settings.Users) AddUser(user);
        if (Settings.CatchesAll)
            Host.Mailboxes.CatchAll = Host.Mailboxes.Find(TestServerSettings.CatchAll) ?? Host.AddMailbox(TestServerSettings.CatchAll);
        using (var root = Host.CertificateAuthority.Root)
            await File.WriteAllTextAsync(CaFile, root.ExportCertificatePem() + "\n", cancellationToken).ConfigureAwait(false);
        _control = await ControlEndpoint.StartAsync(this, cancellationToken).ConfigureAwait(false);
    }
}
