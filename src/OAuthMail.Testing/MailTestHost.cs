using OAuthMail.Testing.Authorization;
using OAuthMail.Testing.Certificates;

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
    }

    /// <summary>The authorization server.</summary>
    public AuthorizationServer AuthorizationServer { get; }

    /// <summary>The authority that issued the servers' certificates: gives validation callbacks and HTTP clients that trust it.</summary>
    public TestCertificateAuthority CertificateAuthority { get; }

    /// <summary>The clock of all servers.</summary>
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

    /// <summary>Makes an HTTP client that trusts the servers' authority only, and follows no redirects.</summary>
    /// <returns>The client; the caller disposes it.</returns>
    public HttpClient CreateHttpClient() => CertificateAuthority.CreateHttpClient();

    /// <summary>Stops the servers; requests that still wait are given up.</summary>
    /// <returns>A task that ends when they have stopped.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        for (var i = _parts.Count - 1; i >= 0; i--) await _parts[i].DisposeAsync().ConfigureAwait(false);
        if (_ownsAuthority) CertificateAuthority.Dispose();
    }

    /// <summary>Stops the servers.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
